import { afterEach, expect, it, vi } from "vitest";
import { synthesiseLabs } from "../../labs/main.ts";

afterEach(() => vi.unstubAllEnvs());

it.each([
  ["UNDERLAY_USER_NAMESPACE", "false", 'UNDERLAY_USER_NAMESPACE is "false". Use 0 or 1, or leave it out.'],
  ["UNDERLAY_USER_NAMESPACE", "no", 'UNDERLAY_USER_NAMESPACE is "no". Use 0 or 1, or leave it out.'],
  ["UNDERLAY_HOST_KIND", "vms", 'There is no kind of host "vms". Known: dind, vm.'],
])("refuses %s=%s, before a lab is read", async (variable, value, message) => {
  vi.stubEnv(variable, value);
  await expect(synthesiseLabs([])).rejects.toThrow(message);
});
