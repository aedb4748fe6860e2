import type { ComparisonRecord } from "../../results/comparison/record.ts";
import { membersOf } from "./figures.ts";

const headings = ["round", "lab", "metric", "value", "unit"];

/** A line for each sample (RFC 4180), the twin's among them. The value of one that failed is empty. */
export function comparisonCsv({ summary }: Pick<ComparisonRecord, "summary">): string {
  const rows = summary.flatMap((each) =>
    membersOf(each).flatMap(({ lab, values }) =>
      values.map((value, index) => [
        ...[String(index + 1), lab, each.metric.key],
        ...[value === null ? "" : String(value), each.metric.unit],
      ]),
    ),
  );
  return [headings, ...rows].map((fields) => `${fields.map(field).join(",")}\r\n`).join("");
}

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
