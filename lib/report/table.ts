import { aligned, gap, terminalWidth, widthsOf, wrapped } from "../figures/columns.ts";
import { oneLine } from "../figures/plain-text.ts";
import { kindOf, type ProbeResult } from "../probes/kinds.ts";
import type { ResultLine } from "../probes/reading.ts";
import type { RunRecord } from "../results/run-record.ts";

const headings = ["PROBE", "WHAT", "FIGURE", "VERDICT"] as const;
/** Columns that give way when a line is too long, in this order, and what they keep at least. */
const shrinkable = [
  { column: 1, least: 20 },
  { column: 0, least: 10 },
  { column: 2, least: 40 },
] as const;

/** A run's probes for the terminal: aligned, without colour, in the terminal's width. */
export function probeTable(run: RunRecord): string {
  const rows = run.probes.flatMap((probe) =>
    kindOf(probe)
      .reading.lines(probe)
      .map((line) => [probe.name, line.what, figure(line), probe.status].map(oneLine)),
  );
  const table = [headings, ...rows];
  const widths = shrunk(widthsOf(table));
  const cells = table.map((row) => row.map((cell, column) => cut(cell, widths[column] ?? 0)));
  return [...aligned(cells), ...run.probes.flatMap(reason)].join("\n");
}

function shrunk(widths: number[]): number[] {
  let excess = widths.reduce((total, columns) => total + columns + gap.length, -gap.length) - terminalWidth;
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
const reason = ({ name, status, reason }: ProbeResult): string[] =>
  reason === null ? [] : wrapped(`${name} ${status}: ${reason}`, "", gap);
