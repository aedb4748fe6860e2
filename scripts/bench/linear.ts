import { linearRegression, linearRegressionLine } from "simple-statistics";
import { percent, significant } from "../../lib/figures/format.ts";

export interface Point {
  readonly seats: number;
  readonly value: number;
}

/** How figures grow with the number of seats, if they do so evenly: the straight line that least squares find. */
export interface Line {
  /** What each seat adds. */
  readonly each: number;
  /** Where the line is at a number of seats. */
  readonly at: (seats: number) => number;
  /** How far the figure furthest from the line is from it. */
  readonly furthest: number;
  /** The same, as a share of what most seats take. */
  readonly share: number;
}

/** The line of one figure for each number of seats; with the most last. */
export function lineThrough(points: readonly Point[]): Line {
  const line = linearRegression(points.map(({ seats, value }) => [seats, value]));
  const at = linearRegressionLine(line);
  const furthest = Math.max(...points.map(({ seats, value }) => Math.abs(value - at(seats))));
  return { each: line.m, at, furthest, share: furthest / (points.at(-1)?.value ?? Number.NaN) };
}

/** `By least squares each seat adds 2.51 s (…), and 1.85 s (…) with the plain script.` */
export const growth = (unit: string, underlay: Line, script: Line): string =>
  `By least squares each seat adds ${lineText(underlay, unit)}, and ${lineText(script, unit)} with the plain script.`;

const lineText = ({ each, furthest, share }: Line, unit: string): string =>
  `${significant(each)} ${unit} (no median is further from that line than ${significant(furthest)} ${unit}, ${percent(share)} of what most seats take)`;
