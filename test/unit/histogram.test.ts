import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countIn, histogramOf, merged, quantile } from "../../lib/figures/histogram.ts";
import { percentilesOf, percentileText } from "../../lib/probes/percentiles.ts";

const values = fc.array(fc.double({ min: 0.01, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 300 });

describe("a histogram", () => {
  it("has the quantiles of its values, to a percent", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
        const sorted = [...all].sort((a, b) => a - b);
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
        const read = quantile(histogramOf(all), share) ?? Number.NaN;
        expect(Math.abs(Math.log(read / exact))).toBeLessThan(0.0101);
      }),
    );
  });

  it("adds up: that of several samples is that of all their values", () => {
    fc.assert(
      fc.property(values, values, (some, others) => {
        const sum = merged([histogramOf(some), histogramOf(others)]);
        expect(sum).toEqual(histogramOf([...some, ...others]));
        expect(countIn(sum)).toBe(some.length + others.length);
      }),
    );
  });

  it("says how many values each bucket has, in order", () => {
    expect(histogramOf([33, 20, 33.1, 20])).toEqual([
      [19.9864, 2],
      [32.8702, 2],
    ]);
    expect([quantile([], 0.5), merged([])]).toEqual([null, []]);
  });
});

describe("a percentile", () => {
  const replies = (count: number) => histogramOf(Array.from({ length: count }, (_, index) => 100 + index));

  it("is a figure where one value at least lies above it, and otherwise said to lack samples", () => {
    const missing = (needed: number) => ({ status: "not enough samples", needed });
    expect(percentilesOf(replies(0))).toEqual({ p50: missing(2), p99: missing(100), p999: missing(1000) });
    expect(percentilesOf(replies(99))).toMatchObject({ p50: { status: "ok" }, p99: missing(100) });
    expect(percentilesOf(replies(999))).toMatchObject({ p99: { status: "ok" }, p999: missing(1000) });
    const { p50, p99, p999 } = percentilesOf(replies(1000));
    for (const [percentile, value] of [
      [p50, 599],
      [p99, 1089],
      [p999, 1098],
    ] as const) {
      if (percentile.status !== "ok") throw new Error("a thousand are enough");
      expect(Math.abs(percentile.microseconds / value - 1)).toBeLessThan(0.01);
    }
  });

  it("is read out as a figure, or as what it lacks", () => {
    const say = (value: number) => `${value} µs`;
    expect(percentileText({ status: "ok", microseconds: 33 }, say)).toBe("33 µs");
    expect(percentileText({ status: "not enough samples", needed: 1000 }, say)).toBe(
      "not enough samples (1,000 needed)",
    );
  });
});
