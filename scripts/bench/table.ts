import { columns } from "../../lib/figures/columns.ts";
import { describe } from "../../lib/figures/statistics.ts";
import { markdownTable, plain } from "../../lib/report/markdown.ts";

/** One thing measured, round by round; where a plain script was measured too, the two took turns. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly underlay: readonly number[];
  readonly script?: readonly number[];
  readonly asked?: Limit;
}

/** At most so many times what the script took in the same round, or so much in the row's unit. */
export type Limit = { readonly times: number } | { readonly most: number };

/** Median, smallest and largest of the rounds. Throws on none: a row that was not measured has no place in a table. */
export function spread(values: readonly number[]): { median: number; text: string } {
  const { n, median, min, max } = describe(values, 0);
  if (median === null || min === null || max === null) throw new Error("a row of the bench has no figure");
  const range = n > 1 ? ` (${figure(min)}–${figure(max)})` : "";
  return { median, text: `${figure(median)}${range}` };
}

/** Three digits or so. */
export const figure = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(1));

/** Round by round, because other load on the machine affects both contestants of a round. */
const ratios = ({ underlay, script }: Row): number[] =>
  (script ?? []).map((value, round) => (underlay[round] ?? Number.NaN) / value);

/** True for a row that is what was asked of it, or of which nothing was. */
export function holds(row: Row): boolean {
  const { asked, underlay } = row;
  if (asked === undefined) return true;
  return "times" in asked ? spread(ratios(row)).median <= asked.times : spread(underlay).median <= asked.most;
}

const head = ["WHAT", "UNDERLAY", "PLAIN SCRIPT", "RATIO", "ASKED"];

function cells(row: Row): string[] {
  const { what, unit, underlay, script, asked } = row;
  return [
    what,
    `${spread(underlay).text} ${unit}`,
    script ? `${spread(script).text} ${unit}` : "–",
    script ? spread(ratios(row)).text : "–",
    asked === undefined ? "–" : `≤ ${limitText(asked, unit)}${holds(row) ? "" : " (missed)"}`,
  ];
}

const limitText = (asked: Limit, unit: string): string =>
  "times" in asked ? `${asked.times} ×` : `${asked.most} ${unit}`;

export const tableText = (rows: readonly Row[]): string => columns([head, ...rows.map(cells)]);

export const tableMarkdown = (rows: readonly Row[]): string =>
  markdownTable(
    ["", "Underlay", "plain script", "ratio", "asked"],
    rows.map((row) => cells(row).map(plain)),
  );
