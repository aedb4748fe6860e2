/** The steps of a deploy by cdktf that do something (deploy-step.ts). `underlay deploy` does the same itself. */
import { join } from "node:path";
import { type LabSpec, machinesOf } from "../lib/model/lab-spec.ts";
import { forgetRemovedHosts } from "../lib/runtime/forget-hosts.ts";
import { requireInstallation } from "../lib/runtime/installed.ts";
import { removeLeftovers } from "../lib/runtime/leftovers.ts";
import { limitProcesses } from "../lib/runtime/limits.ts";
import { preflight } from "../lib/runtime/preflight.ts";
import { resultsDir } from "../lib/runtime/project.ts";
import { interruption, say } from "../lib/runtime/terminal.ts";

export const steps: Readonly<Record<string, (lab: LabSpec) => Promise<void>>> = {
  async preflight(lab) {
    const installation = requireInstallation();
    for (const warning of await preflight(lab, installation)) say(`${lab.name}: ${warning}`);
    const count = await removeLeftovers(lab.name, installation);
    if (count > 0) say(`removed ${count} containers and networks of a deploy that was cut off`);
    say(`${lab.name}: the engine can carry ${machinesOf(lab).length} machines with ${lab.mode.name}`);
  },

  async limits(lab) {
    await limitProcesses(lab, requireInstallation());
  },

  async probes(lab) {
    const installation = requireInstallation();
    const keys = await forgetRemovedHosts(lab, installation);
    if (keys.length > 0)
      say(`removed from the datastore, of hosts that the lab has no more: ${keys.join(", ")}`);
    if (process.env.UNDERLAY_PROBES === "off" || lab.probes.length === 0) return say("no probes are run");
    // Loaded here because plots and drawings take time that the other steps need not spend.
    const { runProbes } = await import("../lib/runtime/run-probes.ts");
    const { probeTable } = await import("../lib/report/table.ts");
    const { folder, record } = await runProbes({
      lab,
      installation,
      resultsDir,
      progress: say,
      signal: interruption(),
    });
    console.log(`\n${probeTable(record)}\nReport: ${join(folder, "report.html")}`);
    if (record.status !== "passed")
      throw new Error(`the run ${record.status}: see ${join(folder, "run.json")}`);
  },
};
