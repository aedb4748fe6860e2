import { mean, medianAbsoluteDeviation, medianSorted } from "simple-statistics";

/** Samples below which one cannot be said to stand out. */
const leastSamples = 5;

/**
 * Which of the samples stand out: modified z-score above 3.5, by the median of the distances from the median, which outliers do not move;
 * where that is 0, by their mean (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993; NIST/SEMATECH e-Handbook of Statistical
 * Methods, 1.3.5.17).
 */
export function outliersOf(values: readonly number[]): boolean[] {
  if (values.length < leastSamples) return values.map(() => false);
  const middle = medianSorted([...values].sort((a, b) => a - b) as [number, ...number[]]);
  const distances = values.map((value) => Math.abs(value - middle));
  // What makes either the standard deviation where samples are normal.
  const scale = 1.4826 * medianAbsoluteDeviation([...values]) || 1.2533 * mean(distances);
  return distances.map((distance) => scale > 0 && distance / scale > 3.5);
}
