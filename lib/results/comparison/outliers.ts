import { outliersOf } from "../../figures/outliers.ts";
import type { LabFigures, MetricSummary } from "./record.ts";

/** A sample further from its lab's others than chance and noise put it: something else was at work in that round. */
export interface Outlier {
  readonly round: number;
  readonly lab: string;
  readonly value: number;
  /** Of the lab. */
  readonly median: number;
}

/** Samples that stand out count as any other: medians and intervals of ranks are hardly moved by one. */
export const outliersIn = ({ metric, labs, twin }: MetricSummary): Outlier[] =>
  [...labs, ...(twin ? [twin] : [])].flatMap((figures) => ofLab(figures, metric.noise));

function ofLab({ lab, values, median }: Omit<LabFigures, "ratio">, noise: number): Outlier[] {
  // Of what is too little to be counted a little more says nothing.
  if (median === null || median === 0) return [];
  const known = values.flatMap((value, index) => (value === null ? [] : { value, round: index + 1 }));
  const stands = outliersOf(known.map(({ value }) => value));
  // What is told apart in many samples need not matter: beyond twice the noise it does.
  const matters = (value: number) => Math.abs(Math.log(value / median)) > 2 * Math.log1p(noise);
  return known.flatMap(({ value, round }, index) =>
    stands[index] && matters(value) ? { round, lab, value, median } : [],
  );
}
