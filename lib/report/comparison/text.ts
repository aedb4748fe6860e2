import { aligned } from "../../figures/columns.ts";
import { inOneLine, oneLine } from "../../figures/plain-text.ts";
import type { ComparisonRecord, LabFigures, MetricSummary } from "../../results/comparison/record.ts";
import { hardwareOf, hardwareText } from "../../results/hardware.ts";
import { failures, figureCells, firstOf, howToRead, roundsText } from "./figures.ts";

const headings = ["", "ROUNDS", "MEDIAN", "INTERVAL", "RATIO", "DIFFERENT"];

/** A comparison for the terminal: below the name of each figure a line for each lab. */
export function comparisonText(record: ComparisonRecord): string {
  const lines = record.summary.map(({ metric, labs }) => ({
    title: metric.title,
    rows: labs.map((figures) => labRow(metric, figures)),
  }));
  const [head = "", ...rest] = aligned([headings, ...lines.flatMap(({ rows }) => rows)]);
  const about = `${record.status}: ${roundsText(record)} on ${hardwareText(hardwareOf(record))}; ratios are to ${firstOf(record)}`;
  return [
    head,
    ...lines.flatMap(({ title, rows }) => [title, ...rest.splice(0, rows.length)]),
    "",
    about,
    ...howToRead(record),
    ...failures(record).map((reason) => oneLine(`failed: ${reason}`)),
  ]
    .map(inOneLine)
    .join("\n");
}

const labRow = ({ unit }: MetricSummary["metric"], figures: LabFigures): string[] => [
  `  ${figures.lab}`,
  ...figureCells(figures, unit),
];
