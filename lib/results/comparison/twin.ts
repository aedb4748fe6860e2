import { leastCoverage, samplesFor } from "../../figures/median-interval.ts";

/** So many pairs of a lab and its twin tell the noise at least. */
const leastPairs = samplesFor(leastCoverage);

/**
 * How far the ratios of a lab's twin to the lab lie from 1 in a round: the root of the mean square of their logarithms, as a fraction. So
 * it holds what differs between equal labs by chance and, should the machine treat their places differently, also what differs always.
 * Null for fewer than five ratios.
 */
export function noiseFloor(ratios: readonly number[]): number | null {
  if (ratios.length < leastPairs) return null;
  const squares = ratios.reduce((sum, ratio) => sum + Math.log(ratio) ** 2, 0);
  return Math.expm1(Math.sqrt(squares / ratios.length));
}
