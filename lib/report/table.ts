import type { ProbeResult } from "../probes/kinds.ts";
import { kindOf } from "../probes/kinds.ts";
import type { ResultLine } from "../probes/reading.ts";
import type { RunRecord } from "../results/run-record.ts";
import { oneLine } from "./html.ts";

const width = 100;
const gap = "  ";
const headings = ["PROBE", "WHAT", "FIGURE", "VERDICT"] as const;
/** Columns that give way when a line is too long, in this order, and what they keep at least. */
const shrinkable = [
  { column: 1, least: 20 },
  { column: 0, least: 10 },
  { column: 2, least: 40 },
] as const;

/** A run's probes for the terminal: aligned, without colour, at most 100 columns. */
export function probeTable(run: RunRecord): string {
  const rows = run.probes.flatMap((probe) =>
    kindOf(probe)
      .reading.lines(probe)
      .map((line) => [probe.name, line.what, figure(line), probe.status].map(oneLine)),
  );
  const widths = columnWidths([headings, ...rows]);
  const line = (cells: readonly string[]) =>
    widths
      .map((columns, index) => oneLine(cut(cells[index] ?? "", columns)).padEnd(columns))
      .join(gap)
      .trimEnd();
  return [line(headings), ...rows.map(line), ...run.probes.flatMap(reason)].join("\n");
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  let excess = widths.reduce((total, columns) => total + columns + gap.length, -gap.length) - width;
  for (const { column, least } of shrinkable) {
    const columns = widths[column] ?? 0;
    const cutBy = Math.max(0, Math.min(excess, columns - least));
    widths[column] = columns - cutBy;
    excess -= cutBy;
  }
  return widths;
}

const figure = ({ figure, detail }: ResultLine): string => (detail ? `${figure} (${detail})` : figure);

/** Cuts in the middle, because what tells lines apart is often at their end. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = Math.floor((length - 1) / 2);
  return `${text.slice(0, length - 1 - end)}…${text.slice(text.length - end)}`;
}

/** Why a probe failed, wrapped below the table. */
function reason(probe: ProbeResult): string[] {
  if (probe.reason === null) return [];
  return wrap(oneLine(`${probe.name} ${probe.status}: ${probe.reason}`));
}

/** Breaks at spaces; a word that is longer than a line is broken where the line ends. */
function wrap(text: string): string[] {
  if (text.length <= width) return [text];
  const space = text.lastIndexOf(" ", width);
  const end = space > gap.length ? space : width;
  return [text.slice(0, end), ...wrap(gap + text.slice(end).trimStart())];
}
