import { leastCoverage, medianInterval } from "../../figures/median-interval.ts";
import { describe } from "../../figures/statistics.ts";
import type { Figure } from "../../probes/comparison.ts";
import type { Ratio } from "./record.ts";

type Readings = readonly (Figure | null)[];

/**
 * One lab against another, round by round: what slows a round slows both. The interval is to hold with a probability of `coverage`; with
 * too few rounds for that nothing is told.
 */
export function pairedRatio(
  of: Readings,
  to: Readings,
  noise: number,
  coverage: number = leastCoverage,
): Omit<Ratio, "to"> {
  const pairs = pairsOf(of, to);
  const known = pairs.filter((pair) => pair !== null);
  const values = known.map(({ value }) => value);
  const { median } = describe(values, 0);
  const interval = medianInterval(values, coverage);
  return {
    values: pairs.map((pair) => pair?.value ?? null),
    n: values.length,
    median,
    interval,
    bounds: known.filter(({ isBound }) => isBound).length,
    different:
      median === null || interval === null || interval.coverage < coverage
        ? null
        : excludesOne(interval) && Math.abs(Math.log(median)) > Math.log(1 + noise),
  };
}

const excludesOne = ({ low, high }: { low: number; high: number }): boolean => low > 1 || high < 1;

/** The ratio in each round; null where one of the two has no figure, or both are too little to be counted. */
export const pairsOf = (of: Readings, to: Readings): (Pair | null)[] =>
  of.map((reading, round) => ratioOf(reading, to[round] ?? null));

interface Pair {
  readonly value: number;
  readonly isBound: boolean;
}

/**
 * A figure below the least that can be counted is set to that least, so that the true ratio is further from 1. Two such figures
 * have no ratio, nor has such a figure with one that is no greater than the least.
 */
export function ratioOf(of: Figure | null, to: Figure | null): Pair | null {
  if (of === null || to === null) return null;
  const [above, below] = [Math.max(of.value, of.least), Math.max(to.value, to.least)];
  if (above <= 0 || below <= 0) return null;
  const value = above / below;
  const [isSmall, isOtherSmall] = [of.value < of.least, to.value < to.least];
  if (!isSmall && !isOtherSmall) return { value, isBound: false };
  const tells = isSmall !== isOtherSmall && (isSmall ? value < 1 : value > 1);
  return tells ? { value, isBound: true } : null;
}
