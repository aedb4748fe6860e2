import { columns } from "../../figures/columns.ts";
import type { ScaleRecord } from "../../scale/record.ts";
import { metrics } from "../../scale/summary.ts";
import { failures, growth, medianOf, scaleRows } from "./figures.ts";

/** A scale run for the terminal. Medians only, for its width; ranges are in the report. */
export function scaleText(record: ScaleRecord): string {
  const headings = ["HOSTS", "MODE", "OK", ...metrics.map(({ short }) => short.toUpperCase())];
  const table = columns([headings, ...scaleRows(record, medianOf)]);
  return [table, ...failures(record), "", ...growth(record)].join("\n").trim();
}
