import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { Command } from "commander";
import { htmlReport } from "../../lib/report/report.ts";
import { runText } from "../../lib/report/run-text.ts";
import { writeWhole } from "../../lib/runtime/files.ts";
import { resultsDir } from "../../lib/runtime/project.ts";
import { readRun } from "../../lib/runtime/runs/run-store.ts";
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
      // What was asked can be read also where the page cannot be written.
      if (json) print(record);
      else console.log(runText(record));
      const html = await htmlReport(record);
      await writeWhole(file, (temporary) => writeFile(temporary, html));
      if (!json) console.log(`\nReport: ${relative(process.cwd(), file)}`);
    });
}
