import type { ComparisonRecord } from "../../results/comparison/record.ts";
import { csvText } from "../csv.ts";
import { membersOf } from "./figures.ts";

const headings = ["round", "lab", "metric", "value", "unit"];

/** A line for each sample, the twin's among them. The value of one that failed is empty. */
export function comparisonCsv({ summary }: Pick<ComparisonRecord, "summary">): string {
  const rows = summary.flatMap((each) =>
    membersOf(each).flatMap(({ lab, values }) =>
      values.map((value, index) => [
        ...[String(index + 1), lab, each.metric.key],
        ...[value === null ? "" : String(value), each.metric.unit],
      ]),
    ),
  );
  return csvText([headings, ...rows]);
}
