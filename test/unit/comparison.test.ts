import { describe, expect, it } from "vitest";
import { medianInterval } from "../../lib/figures/median-interval.ts";
import { comparisonReport } from "../../lib/report/comparison/report.ts";
import { comparisonText } from "../../lib/report/comparison/text.ts";
import { pairedRatio } from "../../lib/results/comparison/ratio.ts";
import { comparisonRecord } from "../../lib/results/comparison/record.ts";
import { turnsOf } from "../../lib/results/comparison/turns.ts";
import { exitCode } from "../../scripts/verbs/compare.ts";
import { comparisonOf, type Figures, steady } from "../fixtures/comparison.ts";

it("takes turns, every other round backwards", () => {
  expect(
    turnsOf(["a", "b", "c"], 3)
      .map(({ round, lab }) => `${round}${lab}`)
      .join(" "),
  ).toBe("1a 1b 1c 2c 2b 2a 3a 3b 3c");
});

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

const lossy: Record<string, readonly Figures[]> = {
  ...steady,
  "lab-vxlan-routed": [
    ...(steady["lab-vxlan-routed"] ?? []).slice(0, 2),
    { gigabits: null },
    ...(steady["lab-vxlan-routed"] ?? []).slice(3),
  ],
};

describe("a comparison", () => {
  it("fits its schema", () => {
    for (const record of [comparisonOf(), comparisonOf(lossy)])
      expect(comparisonRecord.parse(record)).toEqual(record);
  });

  it("is summed up for each figure and lab, against the first", () => {
    const { summary } = comparisonOf();
    expect(summary.map(({ metric }) => metric.key)).toEqual(["cost/agent", "cost/softirq", "iperf/1"]);
    expect(summary[2]?.labs).toMatchObject([
      {
        lab: "lab-calico-ipip",
        n: 5,
        missing: 0,
        median: 0.44e9,
        interval: { low: 0.43e9, high: 0.46e9 },
        ratio: null,
      },
      { lab: "lab-vxlan-routed", median: 0.45e9, ratio: { to: "lab-calico-ipip", n: 5, different: false } },
    ]);
    expect(summary[1]?.labs[1]?.ratio?.median).toBeCloseTo(1.2 / 1.1);
    expect(summary[0]?.labs[1]).toMatchObject({ median: 0, ratio: { n: 0, different: null } });
  });

  it("has no figure where a sample failed, and no zero", () => {
    const [, softirq, oneStream] = comparisonOf(lossy).summary;
    for (const metric of [softirq, oneStream])
      expect(metric?.labs[1]).toMatchObject({ n: 4, missing: 1, ratio: { n: 4, different: null } });
    expect(oneStream?.labs[1]?.values).toEqual([0.45e9, 0.46e9, null, 0.45e9, 0.45e9]);
  });

  it("ends with a status that tells whether all was measured", () => {
    expect(exitCode(comparisonOf())).toBe(0);
    expect(exitCode(comparisonOf(lossy))).toBe(1);
    expect(exitCode({ ...comparisonOf(), status: "interrupted" })).toBe(1);
    expect(exitCode({ status: "interrupted", turns: [] })).toBe(2);
  });
});

it("is shown in the terminal", () => {
  expect(`\n${comparisonText(comparisonOf(lossy))}\n`).toBe(`
                    ROUNDS  MEDIAN           INTERVAL   RATIO              DIFFERENT
Program's CPU time
  lab-calico-ipip   5 of 5  none measurable  –          –                  –
  lab-vxlan-routed  4 of 5  none measurable  –          no ratio           not known
Kernel's softirq time
  lab-calico-ipip   5 of 5  1.10 s/GB        1.10–1.10  –                  –
  lab-vxlan-routed  4 of 5  1.20 s/GB        1.20–1.20  1.09 (1.09–1.09)   not known
Throughput, 1 stream
  lab-calico-ipip   5 of 5  440 Mbit/s       430–460    –                  –
  lab-vxlan-routed  4 of 5  450 Mbit/s       450–460    1.02 (0.978–1.02)  not known

finished: 5 rounds on vm hosts (tcg); ratios are to lab-calico-ipip
Intervals are of the median, between samples, whatever their distribution; they hold it with a probability of 87.5 % to 93.8 %. Ratios are taken in each round.
Two labs are different when the ratio's interval excludes 1 and its median is further from 1 than equal labs are in one round (standard deviation: 14 % for CPU time, 5.7 % for throughput).
failed: round 3, lab-vxlan-routed, cost: iperf3: unable to connect
failed: round 3, lab-vxlan-routed, iperf: iperf3: unable to connect
`);
});

it("says where a ratio is a bound", () => {
  const spent = (agent: number) => Array.from({ length: 5 }, () => ({ gigabits: 1, agent }));
  const text = comparisonText(comparisonOf({ "lab-a": spent(40), "lab-b": spent(0) }));
  expect(text).toContain("lab-b  5 of 5  none measurable  –          ≤ 0.001 (0.001–0.001)  yes");
  expect(text).toContain("≥ and ≤: one of the two is too little to be counted");
});

it("is shown as a page that is the same for the same record", async () => {
  const record = comparisonOf(lossy);
  const page = await comparisonReport(record);
  expect(page.match(/<svg /g)).toHaveLength(2);
  expect(page).toContain("Ratio to lab-calico-ipip");
  expect(page).toContain("round 3, lab-vxlan-routed, iperf: iperf3: unable to connect");
  expect(page).toContain("<td>no figure</td>");
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
  expect(await comparisonReport(record)).toBe(page);
});
