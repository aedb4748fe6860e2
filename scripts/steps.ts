/** The steps of a deploy by cdktf that do something (deploy-step.ts). `underlay deploy` does the same itself. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type LabSpec, machinesOf } from "../lib/model/lab-spec.ts";
import { Configuration } from "../lib/runtime/deploy/configure.ts";
import { removeLeftovers } from "../lib/runtime/labs/leftovers.ts";
import { preflight } from "../lib/runtime/labs/preflight.ts";
import { resultsDir } from "../lib/runtime/project.ts";
import { requireInstallation } from "../lib/runtime/setup/installed.ts";
import { interruption, say } from "../lib/runtime/terminal.ts";

type Step = (lab: LabSpec, stack: string) => Promise<void>;

/** Each with the folder of the lab's synthesised stack. */
export const steps: Readonly<Record<string, Step>> = {
  async preflight(lab) {
    const installation = requireInstallation();
    for (const warning of await preflight(lab, installation)) say(`${lab.name}: ${warning}`);
    const count = await removeLeftovers(lab.name, installation);
    if (count > 0) say(`removed ${count} containers and networks of a deploy that was cut off`);
    say(`${lab.name}: the engine can carry ${machinesOf(lab).length} machines with ${lab.mode.name}`);
  },

  async configured(lab, stack) {
    const files = JSON.parse(await readFile(join(stack, "files.json"), "utf8"));
    const watch = (machine: string, waitsFor: string | null) =>
      say(`${machine} ${waitsFor === null ? "is ready" : `waits for ${waitsFor}`}`);
    const options = { watch, say, signal: interruption() };
    await new Configuration(lab, files, requireInstallation(), options).all({ mayHaveLostHosts: true });
  },

  async probes(lab) {
    const installation = requireInstallation();
    if (process.env.UNDERLAY_PROBES === "off" || lab.probes.length === 0) return say("no probes are run");
    // Loaded here because plots and drawings take time that the other steps need not spend.
    const { runProbes } = await import("../lib/runtime/runs/run-probes.ts");
    const { runText } = await import("../lib/report/run-text.ts");
    const { folder, record } = await runProbes({
      lab,
      installation,
      resultsDir,
      progress: say,
      signal: interruption(),
    });
    console.log(`\n${runText(record)}\nReport: ${join(folder, "report.html")}`);
    if (record.status !== "passed")
      throw new Error(`the run ${record.status}: see ${join(folder, "run.json")}`);
  },
};
