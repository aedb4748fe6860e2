import { afterEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { exitCodes } from "../../lib/runtime/terminal.ts";
import { probeCommand } from "../../scripts/verbs/probe.ts";
import { twoHosts } from "../fixtures/probing.ts";

vi.mock("../../lib/runtime/labs/presence.ts", () => ({
  requireDeployed: () => ({ ...twoHosts(), probes: [] }),
}));
vi.mock("../../lib/runtime/setup/installed.ts", () => ({ requireInstallation: () => assumedInstallation }));
afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

it("prints JSON also where the lab has no probes", async () => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const printed = vi.spyOn(console, "log").mockReturnValue();
  await probeCommand().parseAsync(["lab-test", "--json"], { from: "user" });
  expect(printed.mock.calls).toEqual([["null"]]);
  expect(process.exitCode).toBe(exitCodes.nothingRan);
});
