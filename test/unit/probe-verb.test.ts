import { afterEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { exitCodes, fail } from "../../lib/runtime/terminal.ts";
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

it.each([
  ["a probe that there is not", ["--only", "pign"], 'there is no probe "pign"'],
  ["hosts of another kind", ["--host-kind", "vm"], "is a dind host. Deploy the lab anew"],
])("ends as what ran nothing where it is asked for %s", async (_, args, reason) => {
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await probeCommand()
    .parseAsync(["lab-test", ...args], { from: "user" })
    .catch(fail);
  expect(said.mock.calls.flat().join("")).toContain(reason);
  expect(process.exitCode).toBe(exitCodes.nothingRan);
});
