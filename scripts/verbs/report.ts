import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { Command } from "commander";
import { htmlReport } from "../../lib/report/report.ts";
import { probeTable } from "../../lib/report/table.ts";
import { resultsDir } from "../../lib/runtime/project.ts";
import { readRun } from "../../lib/runtime/run-store.ts";
import { print } from "../../lib/runtime/terminal.ts";

export function reportCommand(): Command {
  return new Command("report")
    .argument("<lab>")
    .argument("[run]", "the run's folder", "latest")
    .option("--json", "the run record as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  $ underlay report lab-vxlan\n  $ underlay report lab-vxlan --json > baseline.json",
    )
    .action(async (lab: string, name: string, { json }: { json?: boolean }) => {
      const { folder, record } = await readRun(resultsDir, lab, name);
      const file = join(folder, "report.html");
      await writeFile(file, await htmlReport(record));
      if (json) print(record);
      else console.log(`${probeTable(record)}\n\nReport: ${relative(process.cwd(), file)}`);
    });
}
