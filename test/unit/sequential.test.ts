import { describe, expect, it } from "vitest";
import { logEvidenceAbove, middleOf, sequentialInterval } from "../../lib/figures/sequential.ts";
import { numbers, shapes } from "../fixtures/random.ts";

/** Series of samples around 0. */
function series(shape: keyof typeof shapes, { count = 400, length = 30, spread = 0.05 } = {}): number[][] {
  const next = numbers(1);
  return Array.from({ length: count }, () => Array.from({ length }, () => spread * shapes[shape](next)));
}

/** True when the evidence is ever enough for an error of `error`, looked at after each sample. */
const everSure = (samples: readonly number[], error: number) =>
  samples.some((_, last) => logEvidenceAbove(samples.slice(0, last + 1), 0) >= -Math.log(error));

const share = (many: readonly boolean[]) => many.filter(Boolean).length / many.length;

describe("evidence that lies above a centre", () => {
  it.each(Object.keys(shapes) as (keyof typeof shapes)[])(
    "is false no more often than is said, whenever one stops: %s noise",
    (shape) => {
      // 5 % are allowed, and 400 series show that to within 2.5 %.
      expect(share(series(shape).map((samples) => everSure(samples, 0.05)))).toBeLessThan(0.075);
    },
  );

  it("is not misled by a machine that is slow for a while, since a coin says which of two comes first", () => {
    const next = numbers(3);
    const drifting = series("normal").map((samples) =>
      samples.map((noise, at) => noise + (next() < 0.5 ? -1 : 1) * (at > 10 && at < 20 ? 0.5 : 0.02 * at)),
    );
    expect(share(drifting.map((samples) => everSure(samples, 0.05)))).toBeLessThan(0.075);
  });

  it("is not misled by samples that are missing as often on one side as on the other, which are infinite", () => {
    const next = numbers(5);
    const lacking = series("normal").map((samples) =>
      samples.map((noise) => (next() < 0.5 ? noise : next() < 0.5 ? Infinity : -Infinity)),
    );
    expect(share(lacking.map((samples) => everSure(samples, 0.05)))).toBeLessThan(0.075);
  });

  it("finds a shift of twice the noise in 20 samples, and one as large as the noise in most", () => {
    const shifted = (shift: number) =>
      share(
        series("normal", { length: 20 }).map((samples) =>
          everSure(
            samples.map((sample) => sample + shift),
            0.01,
          ),
        ),
      );
    expect(shifted(0.05)).toBeGreaterThan(0.6);
    expect(shifted(0.1)).toBeGreaterThan(0.99);
  });

  it("says nothing of no sample, and is never surer than chance allows: a half for each sample", () => {
    expect(logEvidenceAbove([], 0)).toBe(0);
    expect(logEvidenceAbove([1e9, 1e9, 1e9], 0)).toBeLessThanOrEqual(3 * Math.LN2);
  });

  it("stays a number with samples beyond all measure", () => {
    for (const sample of [1e300, -1e300, 1e-300]) expect(logEvidenceAbove([sample], 0)).not.toBeNaN();
  });
});

describe("an interval that holds at every number of samples", () => {
  it("holds the centre as often as it says", () => {
    const missed = series("normal", { count: 150 }).map((samples) =>
      [10, 15, 20, 25, 30].some((length) => {
        const { low, high } = sequentialInterval(samples.slice(0, length), 0.1);
        return low > 0 || high < 0;
      }),
    );
    expect(share(missed)).toBeLessThan(0.15);
  });

  it("is without ends while there are too few samples for any certainty", () => {
    expect(sequentialInterval([], 0.05)).toEqual({ low: -Infinity, high: Infinity });
    expect(sequentialInterval([1, 1, 1, 1], 0.05)).toEqual({ low: -Infinity, high: Infinity });
  });

  it("closes in on samples that are all the same", () => {
    const { low, high } = sequentialInterval(Array(20).fill(0.03), 0.05);
    expect(low).toBeGreaterThan(0.025);
    expect(high).toBeLessThan(0.035);
  });

  it("has infinite samples on one side of all others, and ends there where these are most", () => {
    const samplesWith = (zeros: number, infinite: number) => [
      ...Array<number>(zeros).fill(0),
      ...Array<number>(infinite).fill(Infinity),
    ];
    const few = sequentialInterval(samplesWith(20, 1), 0.05);
    expect([few.low, few.high].map((end) => Math.abs(end) < 0.05)).toEqual([true, true]);
    const half = sequentialInterval(samplesWith(10, 10), 0.05);
    expect([half.low < Infinity, half.high]).toEqual([true, Infinity]);
    // Whether the two in the middle are both infinite, as where there are as many samples as here, is no matter.
    const [even, odd] = [2, 3].map((zeros) => sequentialInterval(samplesWith(zeros, 8), 0.05));
    for (const most of [even, odd]) expect([(most?.low ?? 0) > 0, most?.high]).toEqual([true, Infinity]);
    expect(sequentialInterval(samplesWith(1, 20), 0.05)).toEqual({ low: Infinity, high: Infinity });
    expect(sequentialInterval(samplesWith(0, 20), 0.05)).toEqual({ low: Infinity, high: Infinity });
    const [below, above] = [Array<number>(10).fill(-Infinity), Array<number>(10).fill(Infinity)];
    expect(sequentialInterval(below.concat(below), 0.05)).toEqual({ low: -Infinity, high: -Infinity });
    expect(sequentialInterval(below.concat(above), 0.05)).toEqual({ low: -Infinity, high: Infinity });
  });

  it("has the median of samples that may be infinite", () => {
    expect(
      [
        [1, 2, 9],
        [4, 1],
        [0, Infinity],
      ].map(middleOf),
    ).toEqual([2, 2.5, Infinity]);
    expect([Infinity, -Infinity].map((end) => middleOf([0, end, end, end]))).toEqual([Infinity, -Infinity]);
    expect([middleOf([-Infinity, 0]), middleOf([-Infinity, Infinity])]).toEqual([-Infinity, 0]);
  });

  it("turns over with its samples, and moves along with them", () => {
    const [samples = []] = series("cauchy");
    const { low, high } = sequentialInterval(samples, 0.05);
    const mirrored = sequentialInterval(
      samples.map((sample) => -sample),
      0.05,
    );
    expect(mirrored.low).toBeCloseTo(-high, 9);
    const moved = sequentialInterval(
      samples.map((sample) => sample + 1),
      0.05,
    );
    expect([moved.low, moved.high]).toEqual([expect.closeTo(low + 1, 6), expect.closeTo(high + 1, 6)]);
  });
});
