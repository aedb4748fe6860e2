import { numbers } from "./random.ts";

/**
 * Where the level of a series of figures changes: E-divisive (D. Matteson, N. James, A Nonparametric Approach for Multiple Change Point
 * Analysis of Multivariate Data, Journal of the American Statistical Association 109, 2014), which MongoDB finds regressions with
 * (D. Daly et al., ICPE 2020).
 *
 * A split is as good as the energy distance between what is before it and what follows, whatever the distribution. Whether the best
 * one is more than chance is told by how good the best ones of the same figures in random orders are, so nothing is assumed but that figures without a change could have come in
 * any order.
 */

export interface ChangePoint {
  /** Where the new level begins: 7 for a change between the 7th and the 8th figure. */
  readonly at: number;
  /** How often chance alone gives a split as good; no more than the significance. */
  readonly p: number;
}

/** Below so many figures no change could be told from chance, not even one in the middle without any noise. */
export const fewestFigures = 12;

/** A series without a change is called changed with this probability at most. */
export const significance = 0.01;

/** So many in 200 can be 0.01 or less; more of them would make p finer and no truer. */
const permutations = 199;

/** A level lasts for so many figures at least, so that one that is off is none. */
const least = 3;

/** The changes in order; none for fewer than `fewestFigures`. The same figures give the same ones. */
export function changePoints(values: readonly number[]): ChangePoint[] {
  if (values.length < fewestFigures) return [];
  const random = numbers(values.length);
  const found: ChangePoint[] = [];
  while (true) {
    const bounds = [0, ...found.map(({ at }) => at).sort((a, b) => a - b), values.length];
    const best = bestSplit(values, bounds);
    const p = best === null ? 1 : chanceOf(best.quality, values, bounds, random);
    if (best === null || p > significance) return found.sort((a, b) => a.at - b.at);
    found.push({ at: best.at, p });
  }
}

export interface Split {
  readonly at: number;
  readonly quality: number;
}

/** The best split of all parts between these bounds; null where no part is long enough, or differs within. */
export function bestSplit(values: readonly number[], bounds: readonly number[]): Split | null {
  let best: Split | null = null;
  for (const [index, start] of bounds.slice(0, -1).entries()) {
    const split = splitOf(values.slice(start, bounds[index + 1]));
    if (split !== null && split.quality > (best?.quality ?? 0))
      best = { at: start + split.at, quality: split.quality };
  }
  return best;
}

/**
 * The split after `at` figures with the greatest Q = mn/(m+n) E, where E is the energy distance of the m figures before it and the n that
 * follow (Matteson and James, (5) to (7)). Those that follow may end before the part does: a level that comes and goes is found as well.
 */
function splitOf(values: readonly number[]): Split | null {
  const sums = distanceSums(values);
  const size = values.length + 1;
  let [at, quality] = [0, 0];
  // Plain loops: this is done for every random order.
  for (let split = least; split <= values.length - least; split += 1) {
    const inside = sums[split * size + split] as number;
    const within = inside / (split * (split - 1));
    for (let end = split + least; end <= values.length; end += 1) {
      const after = end - split;
      const across = (sums[split * size + end] as number) - inside;
      const beyond = ((sums[end * size + end] as number) - 2 * across - inside) / (after * (after - 1));
      const energy = (2 * across) / (split * after) - within - beyond;
      const own = ((split * after) / end) * energy;
      if (own > quality) {
        at = split;
        quality = own;
      }
    }
  }
  return quality === 0 ? null : { at, quality };
}

/** At row i and column j the sum of |a − b| over a of the first i and b of the first j figures. */
function distanceSums(values: readonly number[]): Float64Array {
  const figures = Float64Array.from(values);
  const size = figures.length + 1;
  const sums = new Float64Array(size * size);
  for (let row = 1; row < size; row += 1) {
    const figure = figures[row - 1] as number;
    let line = 0;
    for (let column = 1; column < size; column += 1) {
      line += Math.abs(figure - (figures[column - 1] as number));
      sums[row * size + column] = line + (sums[(row - 1) * size + column] as number);
    }
  }
  return sums;
}

/** The part of random orders, within the bounds, whose best split is as good. It stops as soon as that is too many. */
function chanceOf(
  quality: number,
  values: readonly number[],
  bounds: readonly number[],
  random: () => number,
): number {
  let asGood = 1;
  for (let trial = 0; trial < permutations && asGood <= significance * (permutations + 1); trial += 1) {
    const shuffled = bounds
      .slice(0, -1)
      .flatMap((start, index) => inRandomOrder(values.slice(start, bounds[index + 1]), random));
    // Equal orders give equal qualities but for rounding.
    if ((bestSplit(shuffled, bounds)?.quality ?? 0) >= quality * (1 - 1e-9)) asGood += 1;
  }
  return asGood / (permutations + 1);
}

/** Fisher and Yates. */
function inRandomOrder(values: number[], random: () => number): number[] {
  for (let index = values.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [values[index], values[other]] = [values[other] as number, values[index] as number];
  }
  return values;
}
