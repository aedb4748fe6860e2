import { join, relative } from "node:path";
import { Command } from "commander";
import type { Installation } from "../../lib/model/installation.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { probeTable } from "../../lib/report/table.ts";
import { requireInstallation } from "../../lib/runtime/installed.ts";
import { requireDeployed } from "../../lib/runtime/labs.ts";
import { resultsDir } from "../../lib/runtime/project.ts";
import { runProbes } from "../../lib/runtime/run-probes.ts";
import { exitCodes, interruption, print, say } from "../../lib/runtime/terminal.ts";

export function probeCommand(): Command {
  return new Command("probe")
    .description("run the probes of a deployed lab once more")
    .argument("<lab>")
    .option("--json", "the run record as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  $ underlay probe lab-vxlan\n  $ underlay probe lab-vxlan --json | jq .status",
    )
    .action(async (name: string, { json }: { json?: boolean }) =>
      runAndTell(await requireDeployed(name), requireInstallation(), json ?? false),
    );
}

/** Runs a lab's probes and prints their table, or the record; the exit code tells the verdict. */
export async function runAndTell(lab: LabSpec, installation: Installation, json: boolean): Promise<void> {
  if (lab.probes.length === 0) {
    say(`${lab.name} has no probes`);
    process.exitCode = exitCodes.nothingRan;
    return;
  }
  const { folder, record } = await runProbes({
    lab,
    installation,
    resultsDir,
    progress: say,
    signal: interruption(),
  });
  if (json) print(record);
  else
    console.log(`${probeTable(record)}\n\nReport: ${relative(process.cwd(), join(folder, "report.html"))}`);
  if (record.status !== "passed") process.exitCode = exitCodes.failed;
}
