import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { Command, Option } from "commander";
import { recordKinds } from "../../lib/history/head.ts";
import type { HistoryRun } from "../../lib/history/history-run.ts";
import { historyOf } from "../../lib/history/series.ts";
import { csv } from "../../lib/report/history/csv.ts";
import { clockNotes, listText } from "../../lib/report/history/list-text.ts";
import { openMetrics } from "../../lib/report/history/openmetrics.ts";
import { trendPage } from "../../lib/report/history/trend.ts";
import { trendText } from "../../lib/report/history/trend-text.ts";
import { otherResults, writeWhole } from "../../lib/runtime/files.ts";
import { resultsDir } from "../../lib/runtime/project.ts";
import { chosenRecords, chosenRuns } from "../../lib/runtime/runs/chosen-records.ts";
import type { StoredRecord } from "../../lib/runtime/runs/stored-records.ts";
import { print, Refusal, say } from "../../lib/runtime/terminal.ts";
import { moment } from "../times.ts";
import { sayUnread } from "../unread.ts";
import { whole } from "../whole.ts";
import { pruneCommand } from "./runs-prune.ts";

interface Options {
  readonly kind?: StoredRecord["kind"][];
  readonly status?: string[];
  readonly since?: Date;
  readonly limit?: number;
  readonly format?: "csv" | "openmetrics";
  readonly trend?: boolean;
  readonly json?: boolean;
}

export function runsCommand(): Command {
  return new Command("runs")
    .argument("[lab...]", "only what is about one of these labs", [])
    .addOption(new Option("--kind <kind...>", "only these kinds of records").choices(recordKinds))
    .option(
      "--status <status...>",
      "only these, e.g. passed, failed, interrupted, unfinished; a gate has its verdict",
    )
    .option("--since <time>", "only what began since then: 12h, 7d, 4w ago, or a date", moment())
    .option("--limit <number>", "only the newest so many", whole(1, 100_000))
    .option("--trend", "the lab's figures over its runs, with the changes of their level, and as a page")
    .addOption(
      new Option("--format <format>", "the figures of the runs, for other programs").choices([
        "csv",
        "openmetrics",
      ]),
    )
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      `
Reads what is stored, and needs no engine. What cannot be read is named on stderr, and keeps nothing else from being listed.

Examples:
  $ underlay runs
  $ underlay runs lab-vxlan --kind run --status failed --since 7d
  $ underlay runs lab-vxlan --trend
  $ underlay runs --format openmetrics > runs.om
  $ underlay runs prune --keep 20`,
    )
    .addCommand(pruneCommand())
    .action(async (labs: string[], options: Options) => {
      const { format, trend, json = false } = options;
      if (trend && labs.length !== 1) throw new Refusal("Name one lab: underlay runs LAB --trend");
      const choice = { ...options, labs };
      if (trend || format) {
        const { runs, unread } = await chosenRuns(resultsDir, choice);
        sayUnread(unread);
        if (trend) return tellTrend(labs[0] ?? "", runs, json);
        return void process.stdout.write(format === "csv" ? csv(runs) : openMetrics(runs));
      }
      const { records, unread } = await chosenRecords(resultsDir, choice);
      if (json) return print({ records: records.map(withoutFolder), unread });
      console.log(listText(records));
      for (const note of clockNotes(records, new Date())) say(note);
      sayUnread(unread);
    });
}

const withoutFolder = ({ folder, ...record }: StoredRecord) => ({
  ...record,
  folder: relative(process.cwd(), folder),
});

async function tellTrend(lab: string, runs: readonly HistoryRun[], json: boolean): Promise<void> {
  if (runs.length === 0)
    throw new Refusal(`There is no such run of ${lab}. See what there is: npx underlay runs`);
  const parts = historyOf(runs);
  if (json)
    return print(
      parts.map(({ hardware, series }) => ({
        hardware,
        series: series.map(({ points, ...each }) => ({
          ...each,
          points: points.map(({ run, median, values }) => ({
            run: run.run,
            startedAt: run.startedAt,
            median,
            values,
          })),
        })),
      })),
    );
  console.log(trendText(parts));
  const file = join(resultsDir, lab, "trend.html");
  const page = await trendPage(lab, parts);
  await writeWhole(file, (temporary) => writeFile(temporary, page), otherResults);
  console.log(`\nPage: ${relative(process.cwd(), file)}`);
}
