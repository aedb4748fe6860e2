import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { Command } from "commander";
import { otherResults, writeWhole } from "../../lib/runtime/files.ts";
import { resultsDir } from "../../lib/runtime/project.ts";
import { recordFolder } from "../../lib/runtime/runs/find-record.ts";
import { storedReport } from "../../lib/runtime/runs/stored-report.ts";
import { print, refusing } from "../../lib/runtime/terminal.ts";

export function reportCommand(): Command {
  return new Command("report")
    .argument("<lab>", "a lab, or the folder of any run, comparison or gate")
    .argument("[run]", "the run's folder; otherwise the latest")
    .option("--json", "the record as JSON")
    .addHelpText(
      "after",
      `
Needs the record alone: no engine, and no lab.

Examples:
  $ underlay report lab-vxlan
  $ underlay report lab-vxlan --json > run.json
  $ underlay report compare latest
  $ underlay report results/compare/20261124T014802Z`,
    )
    .action(async (lab: string, run: string | undefined, { json }: { json?: boolean }) => {
      const folder = await recordFolder(resultsDir, run === undefined ? lab : join(lab, run));
      const report = await refusing(() => storedReport(folder));
      // What was asked can be read also where the page cannot be written.
      if (json) print(report.record);
      else console.log(report.text);
      const html = await report.html();
      await writeWhole(report.page, (temporary) => writeFile(temporary, html), otherResults);
      if (!json) console.log(`\nReport: ${relative(process.cwd(), report.page)}`);
    });
}
