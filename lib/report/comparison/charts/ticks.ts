/** Places of ticks on a scale of ratios: even steps where it is narrow, else 1, 2 and 5 of each decade, or the decades alone. */
export function ratioTicks(low: number, high: number): number[] {
  if (high / low < 4) {
    const step = evenStep((high - low) / 4);
    const first = Math.ceil(low / step);
    return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) =>
      round((first + index) * step),
    );
  }
  const decades = Math.log10(high / low);
  const within = decades > 4 ? [1] : decades > 1.5 ? [1, 3] : [1, 2, 5];
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index))
    .flatMap((decade) => within.map((each) => round(each * decade)))
    .filter((tick) => low <= tick && tick <= high);
}

/** The first of 1, 2 and 5 of any decade that is not below `least`. */
function evenStep(least: number): number {
  const decade = 10 ** Math.floor(Math.log10(least));
  return decade * ([1, 2, 5, 10].find((each) => each * decade >= least * 0.999) ?? 10);
}

/** Without the dust of binary fractions. */
const round = (value: number): number => Number(value.toPrecision(10));
