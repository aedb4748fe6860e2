import { outliersIn } from "../../../results/comparison/outliers.ts";
import type { MetricSummary } from "../../../results/comparison/record.ts";

/** Unique in the page. */
export const chartId = (what: string, { metric: { key } }: MetricSummary): string =>
  `${what}-${key.replaceAll(/[^a-z0-9-]/gi, "-")}`;

/** Whether a lab's sample stands out in a round. */
export function standsOut(summary: MetricSummary): (lab: string, round: number) => boolean {
  const outliers = outliersIn(summary);
  return (lab, round) => outliers.some((outlier) => outlier.lab === lab && outlier.round === round);
}

/** Colours that tell labs apart, by their place; they begin anew after the eighth. */
export const seriesColour = (place: number): string => `var(--series-${(place % 8) + 1})`;

/**
 * Pixels that a chart with such labels, of several lines, leaves for what it draws: two charts stand side by side on a wide page. Vega
 * takes eight tenths of its size for the width of a character, where nothing measures it.
 */
export function plotWidth(labels: readonly string[]): number {
  const longest = Math.max(0, ...labels.flatMap((label) => label.split("\n").map(({ length }) => length)));
  return Math.max(200, 440 - Math.ceil(longest * 13 * 0.8));
}
