import { describe, expect, it } from "vitest";
import { medianInterval, samplesFor } from "../../lib/figures/median-interval.ts";
import { comparisonText } from "../../lib/report/comparison/text.ts";
import { pairedRatio } from "../../lib/results/comparison/ratio.ts";
import { comparisonRecord } from "../../lib/results/comparison/record.ts";
import { coverageOfEach, roundsFor } from "../../lib/results/comparison/together.ts";
import { noiseFloor } from "../../lib/results/comparison/twin.ts";
import { comparisonOf, type Figures } from "../fixtures/comparison.ts";
import { numbers, shapes } from "../fixtures/random.ts";

describe("the interval of a median", () => {
  const upTo = (n: number) => Array.from({ length: n }, (_, index) => n - index);

  it.each([
    [2, 1, 2, 0.5],
    [4, 1, 4, 0.875],
    [5, 1, 5, 0.9375],
    [8, 2, 7, 0.9297],
    [10, 2, 9, 0.9785],
    [20, 6, 15, 0.9586],
    [100, 42, 59, 0.9114],
  ])("of %d values is from the %dth to the %dth", (n, low, high, coverage) => {
    const interval = medianInterval(upTo(n));
    expect([interval?.low, interval?.high]).toEqual([low, high]);
    expect(interval?.coverage).toBeCloseTo(coverage, 4);
  });

  it("covers what is asked, or all that the samples can", () => {
    expect(medianInterval(upTo(8), 0.99)).toMatchObject({ low: 1, high: 8 });
    expect(medianInterval(upTo(10), 0.99)).toMatchObject({ low: 1, high: 10 });
    expect(medianInterval(upTo(20), 0.99)).toMatchObject({ low: 4, high: 17 });
    expect([0.9, 0.9375, 0.95, 0.975, 0.99].map(samplesFor)).toEqual([5, 5, 6, 7, 8]);
  });

  it("is known of as many as there are: also where one in 2^n is below all numbers", () => {
    for (const n of [1074, 1075, 1100, 5000]) {
      const { low = 0, high = 0, coverage = 1 } = medianInterval(upTo(n), 0.9) ?? {};
      expect(coverage).toBeGreaterThanOrEqual(0.9);
      expect(coverage).toBeLessThan(0.92);
      // The normal distribution's, whose quantile for 95 % is 1.645.
      expect((high - low) / Math.sqrt(n)).toBeCloseTo(1.645, 1);
    }
  });

  it("is unknown for fewer than two", () => {
    expect([medianInterval([]), medianInterval([1])]).toEqual([null, null]);
  });
});

describe("the ratio of two labs", () => {
  const readings = (...values: (number | null)[]) =>
    values.map((value) => (value === null ? null : { value, least: 0 }));
  const ones = readings(1, 1, 1, 1, 1);

  it("is taken in each round", () => {
    expect(pairedRatio(readings(2, 4, 6, 8, 10), readings(1, 2, 3, 4, 5), 0.05)).toEqual({
      ...{ values: [2, 2, 2, 2, 2], n: 5, median: 2, bounds: 0, different: true },
      interval: { low: 2, high: 2, coverage: 0.9375 },
    });
  });

  it.each([
    ["beyond the noise, with an interval above 1", [1.06, 1.07, 1.08, 1.09, 1.1], true],
    ["beyond the noise, with an interval below 1", [0.9, 0.91, 0.92, 0.93, 0.94], true],
    ["within the noise, however sure", [1.04, 1.04, 1.04, 1.04, 1.04], false],
    ["within the noise below 1: 1/1.05 is as far as 1.05", [0.96, 0.96, 0.96, 0.96, 0.96], false],
    ["beyond the noise, with 1 in the interval", [0.99, 1.2, 1.3, 1.4, 1.5], false],
  ])("%s", (_, values, different) => {
    expect(pairedRatio(readings(...values), ones, 0.05).different).toBe(different);
  });

  it("leaves out rounds that lack a figure, and tells nothing of fewer than five", () => {
    expect(pairedRatio(readings(2, null, 2, 2, 2), readings(1, 1, 1, 1, null), 0.05)).toMatchObject({
      ...{ values: [2, null, 2, 2, null], n: 3, median: 2, different: null },
    });
    expect(pairedRatio([], [], 0.05)).toMatchObject({ n: 0, median: null, interval: null, different: null });
  });

  it("takes what cannot be counted for the least that can", () => {
    const counted = (...values: number[]) => values.map((value) => ({ value, least: 0.04 }));
    const none = counted(0, 0, 0, 0, 0);
    const much = counted(40, 40, 40, 40, 40);
    expect(pairedRatio(much, none, 0.05)).toMatchObject({ median: 1000, bounds: 5, different: true });
    expect(pairedRatio(none, much, 0.05)).toMatchObject({ median: 0.001, bounds: 5, different: true });
    expect(pairedRatio(none, counted(0, 0.01, 0, 0.03, 0), 0.05)).toMatchObject({ n: 0, different: null });
  });
});

describe("what is told of several ratios", () => {
  const readings = (...values: number[]) => values.map((value) => ({ value, least: 0 }));
  const twice = readings(2, 2, 2, 2, 2, 2);

  it("holds of all together with the probability of one that stands alone", () => {
    expect(coverageOfEach(1)).toBeCloseTo(0.9);
    expect(coverageOfEach(4)).toBeCloseTo(0.975);
    expect([1, 2, 4, 12, 56].map(roundsFor)).toEqual([5, 6, 7, 8, 11]);
  });

  it("is nothing with too few rounds", () => {
    const ones = twice.map(() => ({ value: 1, least: 0 }));
    expect(pairedRatio(twice, ones, 0.05, coverageOfEach(2)).different).toBe(true);
    expect(pairedRatio(twice, ones, 0.05, coverageOfEach(4))).toMatchObject({
      n: 6,
      median: 2,
      different: null,
    });
  });
});

describe("the noise floor of a twin", () => {
  it("is how far its ratios are from 1, above or below", () => {
    expect(noiseFloor([1.1, 1 / 1.1, 1.1, 1 / 1.1, 1.1])).toBeCloseTo(0.1);
    expect(noiseFloor([1, 1, 1, 1, 1])).toBe(0);
    expect(noiseFloor([1, 1, 1, 1, Math.exp(1)])).toBeCloseTo(Math.exp(Math.sqrt(1 / 5)) - 1);
  });

  it("is not known of fewer than five", () => {
    expect([noiseFloor([]), noiseFloor([1, 1, 1, 1])]).toEqual([null, null]);
  });

  const rounds = (...rates: (number | null)[]): Figures[] => rates.map((gigabits) => ({ gigabits }));
  const [first, faster, twin] = [
    rounds(1, 1.01, 0.99, 1, 1, 1.01, 1),
    rounds(1.04, 1.05, 1.03, 1.04, 1.04, 1.05, 1.04),
    rounds(1.01, 1, 1, 1.01, 0.99, 1, 1.01),
  ];

  it("takes the place of the kind's, of other machines", () => {
    const labs = { "lab-a": first, "lab-b": faster };
    const ofKind = comparisonOf(labs).summary[3];
    const ofTwin = comparisonOf({ ...labs, "lab-a-1": twin }, "lab-a-1").summary[3];
    expect([ofKind?.metric.noise, ofKind?.labs[1]?.ratio?.different, ofKind?.twin]).toEqual([
      0.057,
      false,
      null,
    ]);
    expect(ofTwin?.metric.noise).toBeCloseTo(0.01, 3);
    expect(ofTwin?.labs.map(({ lab }) => lab)).toEqual(["lab-a", "lab-b"]);
    expect(ofTwin?.labs[1]?.ratio?.different).toBe(true);
    expect(ofTwin?.twin).toMatchObject({
      lab: "lab-a-1",
      n: 7,
      ratio: { to: "lab-a", n: 7, different: null },
    });
    expect(ofTwin?.twin?.floor).toBe(ofTwin?.metric.noise);
  });

  it("is the kind's where the twin has too few rounds, and that is said", () => {
    const dying = rounds(1.01, 1, null, null, null, null, null);
    const record = comparisonOf({ "lab-a": first, "lab-b": faster, "lab-a-1": dying }, "lab-a-1");
    expect(record.summary[3]?.metric.noise).toBe(0.057);
    expect(record.summary[3]?.twin).toMatchObject({ n: 2, missing: 5, floor: null });
    const text = comparisonText(record);
    expect(text).toMatch(/lab-a-1 \(twin\) {2}2 of 7 .* not known/);
    expect(text).toContain(
      "where lab-a-1 has fewer than five ratios: 14 % for CPU time, 5.7 % for throughput.",
    );
    expect(text).toContain("lab-a-1 has no figure from round 3 on; what it had until then counts.");
  });

  it("is shown with the twin's ratios", () => {
    const text = comparisonText(
      comparisonOf({ "lab-a": first, "lab-b": faster, "lab-a-1": twin }, "lab-a-1"),
    );
    expect(text).toMatch(/lab-a .*\n {2}lab-a-1 \(twin\) .* noise 1 %\n {2}lab-b .* yes\n/);
    expect(text).toContain("finished: 7 rounds on vm hosts");
    expect(text).toContain(
      "measured meanwhile with lab-a-1, a copy of lab-a (root mean square of its ratios): ",
    );
  });

  it("is not asked of records that were written before there were twins", () => {
    const { twin: _, ratios: __, ...record } = comparisonOf();
    const summary = record.summary.map(({ twin: _, ...each }) => each);
    expect(comparisonRecord.parse({ ...record, summary })).toEqual({ ...comparisonOf(), ratios: 1 });
  });
});

it.each(["normal", "cauchy"] as const)("equal labs are seldom called different: %s noise", (shape) => {
  const next = numbers(1);
  const [figures, rounds, comparisons] = [4, roundsFor(4), 500];
  const alarms = Array.from({ length: comparisons }, () =>
    Array.from({ length: figures }, () => {
      const sampled = () =>
        Array.from({ length: rounds }, () => ({ value: Math.exp(0.05 * shapes[shape](next)), least: 0 }));
      const [first, twin] = [sampled(), sampled()];
      const floor = noiseFloor(pairedRatio(twin, first, 0).values.filter((value) => value !== null)) ?? 0;
      return pairedRatio(sampled(), first, floor, coverageOfEach(figures)).different;
    }).includes(true),
  ).filter(Boolean).length;
  expect(alarms / comparisons).toBeLessThan(0.03);
});
