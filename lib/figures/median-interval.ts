/** An interval that holds the median of what was sampled, with a probability that no distribution changes. */
export interface MedianInterval {
  readonly low: number;
  readonly high: number;
  /** The probability, e.g. 0.9375 between the least and the greatest of five. */
  readonly coverage: number;
}

/** What an interval that stands alone is to cover at least, where there are samples enough: five. */
export const leastCoverage = 0.9;

/** So many samples are needed for an interval that covers `coverage`: from the least to the greatest of them. */
export const samplesFor = (coverage: number): number => Math.ceil(1 - Math.log2(1 - coverage));

/**
 * From the k-th least to the k-th greatest value: each value is below the median with probability ½, so the median
 * is outside with probability 2 P(B < k), B ~ Bin(n, ½) (David and Nagaraja, Order Statistics, 7.1). The narrowest of
 * them that covers `coverage`, or the widest if none does. Null for fewer than two values.
 */
export function medianInterval(
  values: readonly number[],
  coverage: number = leastCoverage,
): MedianInterval | null {
  const sorted = [...values].sort((a, b) => a - b);
  const ranks = Array.from({ length: Math.floor(sorted.length / 2) }, (_, index) => index + 1).reverse();
  const rank = ranks.find((k) => coverageOf(k, sorted.length) >= coverage) ?? ranks.at(-1);
  if (rank === undefined) return null;
  const [low, high] = [sorted[rank - 1], sorted.at(-rank)];
  return low === undefined || high === undefined
    ? null
    : { low, high, coverage: coverageOf(rank, sorted.length) };
}

/** 1 − 2 P(B < rank), B ~ Bin(count, ½). */
function coverageOf(rank: number, count: number): number {
  // Halved as the terms grow, and not before: 2^-count is taken for 0 from 1,075 values on. Halving loses no digit.
  let [term, below, halvings] = [1, 0, count];
  for (let index = 0; index < rank; index += 1) {
    below += term;
    term *= (count - index) / (index + 1);
    for (; term > 1 && halvings > 0; halvings -= 1) [term, below] = [term / 2, below / 2];
  }
  return 1 - 2 * below * 0.5 ** halvings;
}
