import { describe, expect, it } from "vitest";
import { bestSplit, changePoints } from "../../lib/figures/change-points.ts";
import { numbers, shapes } from "../fixtures/random.ts";

/** Levels of so many figures each, with noise. */
function levels(
  seed: number,
  noise: number,
  ...parts: (readonly [level: number, count: number])[]
): number[] {
  const next = numbers(seed);
  return parts.flatMap(([level, count]) =>
    Array.from({ length: count }, () => level + noise * shapes.normal(next)),
  );
}

/** Annual flow of the Nile at Aswan, 1871 to 1970, in 10^8 m³ (Cobb, Biometrika 65, 1978; `Nile` in R): it fell in 1899. */
const nile = [
  ...[1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799],
  ...[958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916],
  ...[692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698],
  ...[845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801],
  ...[1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170],
  ...[912, 746, 919, 718, 714, 740],
];

const places = (values: readonly number[]) => changePoints(values).map(({ at }) => at);

describe("a change of level", () => {
  it("is where the new level begins", () => {
    expect(places(levels(1, 1, [100, 15], [90, 15]))).toEqual([15]);
    expect(changePoints(levels(1, 1, [100, 15], [90, 15]))).toEqual([{ at: 15, p: 0.005 }]);
  });

  it("is found where there are several, also one that comes and goes", () => {
    expect(places(levels(2, 1, [100, 15], [90, 15], [110, 15]))).toEqual([15, 30]);
    expect(places(levels(3, 1, [100, 15], [90, 8], [100, 15]))).toEqual([15, 23]);
  });

  it("is found without any noise at all, and not where nothing changes", () => {
    expect(places([...Array(6).fill(5), ...Array(6).fill(6)])).toEqual([6]);
    expect(places(Array(30).fill(5))).toEqual([]);
    expect(places(Array(30).fill(0))).toEqual([]);
  });

  it("is no single figure that is far off", () => {
    const values = levels(4, 1, [100, 30]);
    values[12] = 10;
    expect(places(values)).toEqual([]);
  });

  it("is told of twelve figures at least", () => {
    expect(places([1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])).toEqual([]);
    expect(places([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])).toEqual([6]);
    expect(places(levels(6, 1, [100, 17], [90, 3]))).toEqual([17]);
    expect(places([])).toEqual([]);
  });

  it("is the same each time, and in any unit", () => {
    const values = levels(5, 3, [100, 20], [95, 20]);
    expect(changePoints(values)).toEqual(changePoints(values));
    expect(places(values.map((value) => value * 1e9))).toEqual(places(values));
  });
});

describe("a split is as good as others say", () => {
  // The greatest of dcor 0.7's energy_test_statistic (Python, U-statistic) over all splits.
  it.each([
    [nile, { at: 28, quality: 4916.590807675145 }],
    [[5, 6, 5, 7, 6, 5, 9, 9, 8, 10, 9, 6, 5, 5], { at: 6, quality: 13.454545454545455 }],
  ])("by dcor", (values, { at, quality }) => {
    const found = bestSplit(values, [0, values.length]);
    expect(found?.at).toBe(at);
    expect(found?.quality).toBeCloseTo(quality, 8);
  });

  it("by MongoDB's e_divisive (signal-processing-algorithms 2.1.6, p = 0.01): one change of the Nile", () => {
    expect(nile.length).toBe(100);
    expect(places(nile)).toEqual([28]);
  });
});

describe("of series without a change", () => {
  it.each(Object.keys(shapes) as (keyof typeof shapes)[])(
    "one in a hundred is called changed: %s noise",
    (shape) => {
      const next = numbers(11);
      const series = Array.from({ length: 300 }, () => Array.from({ length: 24 }, () => shapes[shape](next)));
      // 1 % are allowed: 3 of 300 on the average, and 9 or more once in 250.
      expect(series.filter((values) => changePoints(values).length > 0).length).toBeLessThan(9);
    },
  );
});
