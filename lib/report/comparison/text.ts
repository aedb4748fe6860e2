import { aligned } from "../../figures/columns.ts";
import { inOneLine, oneLine } from "../../figures/plain-text.ts";
import type { ComparisonRecord } from "../../results/comparison/record.ts";
import { hardwareOf, hardwareText } from "../../results/hardware.ts";
import { firstOf, linesOf, roundsText } from "./figures.ts";
import { failures, happenings, howToRead } from "./notes.ts";

const headings = ["", "ROUNDS", "MEDIAN", "INTERVAL", "RATIO", "DIFFERENT"];

/** A comparison for the terminal: below the name of each figure a line for each lab. */
export function comparisonText(record: ComparisonRecord): string {
  const figures = record.summary.map((summary) => ({
    title: summary.metric.title,
    rows: linesOf(summary).map(({ lab, cells }) => [`  ${lab}`, ...cells]),
  }));
  const [head = "", ...rest] = aligned([headings, ...figures.flatMap(({ rows }) => rows)]);
  const about = `${record.status}: ${roundsText(record)} on ${hardwareText(hardwareOf(record))}; ratios are to ${firstOf(record)}`;
  return [
    head,
    ...figures.flatMap(({ title, rows }) => [title, ...rest.splice(0, rows.length)]),
    "",
    about,
    ...happenings(record),
    ...howToRead(record),
    ...failures(record).map((reason) => oneLine(`failed: ${reason}`)),
  ]
    .map(inOneLine)
    .join("\n");
}
