/**
 * deploy-step.ts STEP FILE: a step of a deploy by cdktf; see deploy-step. (`underlay deploy` does the same itself.)
 *
 * UNDERLAY_PROBES=off leaves the probes out.
 */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type LabSpec, machinesOf } from "../lib/model/lab-spec.ts";
import { Configuration } from "../lib/runtime/deploy/configure.ts";
import { requireInstallation } from "../lib/runtime/installed.ts";
import { removeLeftovers } from "../lib/runtime/leftovers.ts";
import { preflight } from "../lib/runtime/preflight.ts";
import { resultsDir } from "../lib/runtime/project.ts";
import { fail, interruption, say } from "../lib/runtime/terminal.ts";
import { adoptToolEnvironment } from "../lib/runtime/tool-environment.ts";

const steps: Record<string, (lab: LabSpec) => Promise<void>> = {
  async preflight(lab) {
    // A state of another workspace would be one that no other command finds.
    if (workspace !== "default")
      throw new Error(
        `TF_WORKSPACE is "${workspace}": labs have one state each. Unset it, and deploy again.`,
      );
    const installation = requireInstallation();
    await preflight(lab, installation);
    const count = await removeLeftovers(lab.name, installation);
    if (count > 0) say(`removed ${count} containers and networks of a deploy that was cut off`);
    say(`${lab.name}: the engine can carry ${machinesOf(lab).length} machines with ${lab.mode.name}`);
  },

  async configured(lab) {
    const files = JSON.parse(await readFile(join(dirname(file), "files.json"), "utf8"));
    const watch = (machine: string, waitsFor: string | null) =>
      say(`${machine} ${waitsFor === null ? "is ready" : `waits for ${waitsFor}`}`);
    const options = { watch, say, signal: interruption() };
    await new Configuration(lab, files, requireInstallation(), options).all({ mayHaveLostHosts: true });
  },

  async probes(lab) {
    const installation = requireInstallation();
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

const workspace = process.env.TF_WORKSPACE || "default";
adoptToolEnvironment();
const [step = "", file = ""] = process.argv.slice(2);
try {
  await steps[step]?.(JSON.parse(await readFile(file, "utf8")));
} catch (error) {
  fail(error);
}
