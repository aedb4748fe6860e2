import { describe, expect, it } from "vitest";
import { medianInterval, samplesFor } from "../../lib/figures/median-interval.ts";
import { ratioTicks } from "../../lib/report/comparison/charts/ticks.ts";
import { comparisonCsv } from "../../lib/report/comparison/csv.ts";
import { comparisonMarkdown, matrixTable } from "../../lib/report/comparison/markdown.ts";
import { failures, happenings } from "../../lib/report/comparison/notes.ts";
import { comparisonReport } from "../../lib/report/comparison/report.ts";
import { comparisonText } from "../../lib/report/comparison/text.ts";
import { pairedRatio } from "../../lib/results/comparison/ratio.ts";
import { comparisonRecord, type MetricSummary } from "../../lib/results/comparison/record.ts";
import { coverageOfEach, roundsFor } from "../../lib/results/comparison/together.ts";
import { turnsOf } from "../../lib/results/comparison/turns.ts";
import { noiseFloor } from "../../lib/results/comparison/twin.ts";
import { Refusal } from "../../lib/runtime/terminal.ts";
import { compareCommand, exitCode } from "../../scripts/verbs/compare.ts";
import { comparisonOf, type Figures, steady } from "../fixtures/comparison.ts";
import { numbers, shapes } from "../fixtures/random.ts";

it("takes turns, of which each lab has every place as often", () => {
  const order = (labs: string[], rounds: number) =>
    turnsOf(labs, rounds)
      .map(({ round, lab }) => `${round}${lab}`)
      .join(" ");
  expect(order(["a", "b", "c"], 6)).toBe("1a 1b 1c 2c 2b 2a 3b 3c 3a 4a 4c 4b 5c 5a 5b 6b 6a 6c");
  expect(order(["a", "b"], 4)).toBe("1a 1b 2b 2a 3b 3a 4a 4b");
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

  it("covers what is asked, or all that the samples can", () => {
    expect(medianInterval(upTo(8), 0.99)).toMatchObject({ low: 1, high: 8 });
    expect(medianInterval(upTo(10), 0.99)).toMatchObject({ low: 1, high: 10 });
    expect(medianInterval(upTo(20), 0.99)).toMatchObject({ low: 4, high: 17 });
    expect([0.9, 0.9375, 0.95, 0.975, 0.99].map(samplesFor)).toEqual([5, 5, 6, 7, 8]);
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

describe("what happened to single labs and samples", () => {
  const steadily = (...rates: (number | null)[]): Figures[] => rates.map((gigabits) => ({ gigabits }));
  const lines = (figures: Record<string, Figures[]>) => happenings(comparisonOf(figures));

  it("is that a lab died, which takes nothing from what it had", () => {
    const figures = { "lab-a": steadily(1, 1, 1, 1, 1), "lab-b": steadily(1, 1, null, null, null) };
    expect(lines(figures)).toEqual(["lab-b has no figure from round 3 on; what it had until then counts."]);
    const record = comparisonOf(figures);
    expect(record.summary[3]?.labs[1]?.ratio).toMatchObject({ n: 2, median: 1, different: null });
    expect(failures(record)).toEqual([
      "rounds 3, 4, 5, lab-b, cost: iperf3: unable to connect",
      "rounds 3, 4, 5, lab-b, iperf: iperf3: unable to connect",
    ]);
    expect(lines({ "lab-a": steadily(1, 1), "lab-b": steadily(null, null) })).toEqual([
      "lab-b has no figure in any round.",
    ]);
  });

  it("is that a round stands out, by more than noise, which moves no median", () => {
    const figures = {
      "lab-a": steadily(1, 1.02, 0.98, 1.01, 1, 0.99, 1),
      "lab-b": steadily(1, 1.01, 0.2, 1, 0.99, 1, 1),
    };
    expect(lines(figures)).toEqual([
      "lab-b stands out in round 3: Throughput, 1 stream 200 Mbit/s, and 1.00 Gbit/s in the median of its rounds.",
    ]);
    expect(comparisonOf(figures).summary[3]?.labs[1]).toMatchObject({
      median: 1e9,
      ratio: { different: false },
    });
  });

  it("is said once of a lab that stands out in several rounds", () => {
    const slow = steadily(1, 1.01, 0.3, 0.99, 1, 1.02, 0.2, 0.98, 1);
    expect(lines({ "lab-a": slow.map(() => ({ gigabits: 1 })), "lab-b": slow })).toEqual([
      "lab-b stands out in rounds 3, 7: Throughput, 1 stream 300 Mbit/s, 200 Mbit/s, and 1.00 Gbit/s in the median of its rounds.",
    ]);
  });

  it("is nothing where samples are equal, differ by no more than noise, or are mostly too little to be counted", () => {
    const spent = (...agent: number[]): Figures[] => agent.map((each) => ({ gigabits: 1, agent: each }));
    expect(lines({ "lab-a": spent(0, 0, 0, 0, 0), "lab-b": spent(0, 0.001, 0, 0, 0) })).toEqual([]);
    expect(lines({ "lab-a": steadily(1, 1, 1, 1, 1), "lab-b": steadily(1, 1, 1, 1, 1.05) })).toEqual([]);
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
    expect(summary.map(({ metric }) => metric.key)).toEqual([
      "cost/agent",
      "cost/softirq",
      "cost/host",
      "iperf/1",
    ]);
    expect(summary[3]?.labs).toMatchObject([
      {
        lab: "lab-calico-ipip",
        n: 5,
        missing: 0,
        median: 0.44e9,
        interval: { low: 0.43e9, high: 0.46e9 },
        ratio: null,
      },
      { lab: "lab-vxlan-routed", median: 0.45e9, ratio: { to: "lab-calico-ipip", n: 5, different: null } },
    ]);
    expect(summary[1]?.labs[1]?.ratio?.median).toBeCloseTo(1.2 / 1.1);
    expect(summary[0]?.labs[1]).toMatchObject({ median: 0, ratio: { n: 0, different: null } });
  });

  it("has no figure where a sample failed, and no zero", () => {
    const [, softirq, , oneStream] = comparisonOf(lossy).summary;
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
Whole hosts' CPU time
  lab-calico-ipip   0 of 5  no figure        –          –                  –
  lab-vxlan-routed  0 of 5  no figure        –          no ratio           not known
Throughput, 1 stream
  lab-calico-ipip   5 of 5  440 Mbit/s       430–460    –                  –
  lab-vxlan-routed  4 of 5  450 Mbit/s       450–460    1.02 (0.978–1.02)  not known

finished: 5 rounds on vm hosts (tcg); ratios are to lab-calico-ipip
Intervals are of the median, between samples, whatever their distribution; each holds it with a probability of 87.5 % to 93.8 %.
Ratios are taken in each round; the intervals of all 4 hold together with a probability of 90 % or more, for which each needs 7 rounds that have both figures: 4 ratios are not known.
Two labs are different when the ratio's interval excludes 1 and its median is further from 1 than the noise floor. The noise floor is that of other machines, since no copy of a lab was measured: 14 % for CPU time, 5.7 % for throughput.
failed: round 3, lab-vxlan-routed, cost: iperf3: unable to connect
failed: round 3, lab-vxlan-routed, iperf: iperf3: unable to connect
`);
});

it("says where a ratio is a bound", () => {
  const spent = (agent: number) => Array.from({ length: 7 }, () => ({ gigabits: 1, agent }));
  const text = comparisonText(comparisonOf({ "lab-a": spent(40), "lab-b": spent(0) }));
  expect(text).toContain("lab-b  7 of 7  none measurable  –          ≤ 0.001 (0.001–0.001)  yes");
  expect(text).toContain("≥ and ≤: one of the two is too little to be counted");
});

describe("ticks on a scale of ratios", () => {
  it.each([
    [0.9, 1.12, [0.9, 1, 1.1]],
    [0.5, 1.6, [0.5, 1, 1.5]],
    [0.09, 1.3, [0.1, 0.2, 0.5, 1]],
    [0.012, 1.1, [0.03, 0.1, 0.3, 1]],
    [0.0005, 40, [0.001, 0.01, 0.1, 1, 10]],
  ])("from %d to %d are round numbers", (low, high, ticks) => {
    expect(ratioTicks(low, high)).toEqual(ticks);
  });
});

it("is written as a line for each sample, which programs read", () => {
  const lines = comparisonCsv(comparisonOf(lossy)).split("\r\n");
  expect([lines[0], lines.at(-1), lines.length]).toEqual([
    "round,lab,metric,value,unit",
    "",
    1 + 4 * 2 * 5 + 1,
  ]);
  expect(lines).toContain("1,lab-calico-ipip,iperf/1,440000000,bit/s");
  expect(lines).toContain("3,lab-vxlan-routed,iperf/1,,bit/s");
  const named = {
    ...comparisonOf().summary[0],
    metric: { ...comparisonOf().summary[0]?.metric, key: 'a,"b"' },
  };
  expect(comparisonCsv({ summary: [named as MetricSummary] }).split("\r\n")[1]).toBe(
    '1,lab-calico-ipip,"a,""b""",0,s/GB',
  );
});

it("is written as Markdown, with a line for each lab and what is different in bold", () => {
  const rates = (gigabits: number): Figures[] => Array.from({ length: 7 }, () => ({ gigabits }));
  const text = comparisonMarkdown(comparisonOf({ "lab-a": rates(10), lab_b: rates(5) }));
  expect(text).toContain("### lab-a, lab\\_b: finished");
  expect(text).toMatch(/\| `lab-a` \| .* \| none measurable \| 1.00 s\/GB \| no figure \| 10.0 Gbit\/s \|/);
  expect(text).toMatch(
    /\| `lab_b` \| .* \| 1.00 s\/GB \| no figure \| 5.00 Gbit\/s, \*\*× 0.5\*\* \(0.5–0.5\) \|/,
  );
  expect(text).toContain("| Throughput, 1 stream | lab-a | 7 of 7 | 10.0 Gbit/s |");
  expect(comparisonMarkdown(comparisonOf(lossy))).toContain(
    "- failed: round 3, lab-vxlan-routed, iperf: iperf3",
  );
});

it("gives a README a line for each lab, and what the figures rest on", () => {
  const rates = (gigabits: number): Figures[] => Array.from({ length: 7 }, () => ({ gigabits }));
  const [table, rest] = matrixTable(
    comparisonOf({ "lab-a": rates(10), "lab-b": rates(5), "lab-a-1": rates(10) }, "lab-a-1"),
  ).split("\n\n");
  expect(table?.split("\n").map((line) => line.split(" | ")[0])).toEqual([
    ...["| Lab", "| ---", "| `lab-a`", "| `lab-b`"],
  ]);
  expect(rest).toMatch(
    /^Medians of 7 rounds in turns on vm hosts \(tcg\); ratios are to lab-a\. Bold is what is different/,
  );
  expect(rest).toMatch(/copy of lab-a .*: 0 % for Kernel's softirq time, .* Measured 2026-03-02 on 2 CPUs, /);
});

describe("the command", () => {
  it.each([
    [["lab-a", "--matrix", "flannel"], "--matrix chooses the labs. Leave out lab-a, or --matrix."],
    [["--update-readme"], "--update-readme writes the table of a matrix. Say which with --matrix."],
    [
      ["lab-a", "--update-readme", "--matrix", "nothing"],
      "README.md has lost the marks of what stands there",
    ],
    [["lab-a", "lab-b", "--csv", "/nowhere/a.csv", "--markdown", "/"], "/nowhere/a.csv cannot be written"],
    [["lab-a", "lab-b", "--csv", "/nowhere/a.csv", "--markdown", "/"], "/ is a folder. Name a file."],
  ])("%s is refused before anything is deployed", async (args, reason) => {
    const refused = compareCommand().exitOverride().parseAsync(args, { from: "user" });
    await expect(refused).rejects.toThrow(reason);
    await expect(refused).rejects.toBeInstanceOf(Refusal);
  });
});

it("is shown as a page that is the same for the same record", async () => {
  const record = comparisonOf(lossy);
  const page = await comparisonReport(record);
  // Of softirq time and throughput; of program's CPU time there is none above zero.
  for (const what of ["ratios", "samples", "rounds"])
    expect(page.match(new RegExp(`id="${what}-[a-z]+-[a-z0-9]+-title"`, "g"))).toEqual([
      `id="${what}-cost-softirq-title"`,
      `id="${what}-iperf-1-title"`,
    ]);
  expect(page).toContain('id="costs-title"');
  expect(page).not.toMatch(/<script|javascript:/);
  expect(page).toContain("Ratio to lab-calico-ipip");
  expect(page).toContain("round 3, lab-vxlan-routed, iperf: iperf3: unable to connect");
  expect(page).toContain("<td>no figure</td>");
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
  expect(await comparisonReport(record)).toBe(page);
});
