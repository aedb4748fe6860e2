import type { ComparisonRecord, LabFigures, MetricSummary } from "../../results/comparison/record.ts";
import { hardwareOf, hardwareText } from "../../results/hardware.ts";
import { inOneLine, oneLine } from "../html.ts";
import { failures, figureCells, firstOf, howToRead, roundsText } from "./figures.ts";

const headings = ["", "ROUNDS", "MEDIAN", "INTERVAL", "RATIO", "DIFFERENT"];

/** A comparison for the terminal: below the name of each figure a line for each lab. */
export function comparisonText(record: ComparisonRecord): string {
  const lines = record.summary.map(({ metric, labs }) => ({
    title: metric.title,
    rows: labs.map((figures) => labRow(metric, figures)),
  }));
  const align = aligner([headings, ...lines.flatMap(({ rows }) => rows)]);
  const about = `${record.status}: ${roundsText(record)} on ${hardwareText(hardwareOf(record))}; ratios are to ${firstOf(record)}`;
  return [
    align(headings),
    ...lines.flatMap(({ title, rows }) => [title, ...rows.map(align)]),
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

/** Cells as columns that are as wide as the widest of these rows. */
function aligner(rows: readonly (readonly string[])[]): (row: readonly string[]) => string {
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return (row) =>
    widths
      .map((width, column) => (row[column] ?? "").padEnd(width))
      .join("  ")
      .trimEnd();
}
