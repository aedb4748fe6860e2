import { describe, expect, it } from "vitest";
import { failures, happenings } from "../../lib/report/comparison/notes.ts";
import { comparisonRecord } from "../../lib/results/comparison/record.ts";
import { turnsOf } from "../../lib/results/comparison/turns.ts";
import { Refusal } from "../../lib/runtime/terminal.ts";
import { compareCommand, exitCode } from "../../scripts/verbs/compare.ts";
import { comparisonOf, type Figures, lossy } from "../fixtures/comparison.ts";

it("takes turns, of which each lab has every place as often", () => {
  const order = (labs: string[], rounds: number) =>
    turnsOf(labs, rounds)
      .map(({ round, lab }) => `${round}${lab}`)
      .join(" ");
  expect(order(["a", "b", "c"], 6)).toBe("1a 1b 1c 2c 2b 2a 3b 3c 3a 4a 4c 4b 5c 5a 5b 6b 6a 6c");
  expect(order(["a", "b"], 4)).toBe("1a 1b 2b 2a 3b 3a 4a 4b");
});

describe("what happened to single labs and samples", () => {
  const steadily = (...rates: (number | null)[]): Figures[] => rates.map((gigabits) => ({ gigabits }));
  const lines = (figures: Record<string, Figures[]>) => happenings(comparisonOf(figures));

  it("is nothing where it was interrupted before each lab had its turn", () => {
    const figures = { "lab-a": steadily(1, 1, 1, 1), "lab-b": steadily(1, 1, 1) };
    expect(lines(figures)).toEqual([]);
  });

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

describe("the command", () => {
  it.each([
    [["lab-a", "--matrix", "flannel"], "--matrix chooses the labs. Leave out lab-a, or --matrix."],
    [["--update-readme"], "--update-readme writes the table of a matrix. Say which with --matrix."],
    [
      ["lab-a", "--update-readme", "--matrix", "nothing"],
      "README.md has lost the marks of what stands there",
    ],
    [["lab-a", "lab-b", "--csv", "/nowhere/a.csv", "--markdown", "/"], "/nowhere/a.csv cannot be written"],
    [
      ["lab-a", "lab-b", "--csv", "/nowhere/a.csv", "--markdown", "/"],
      "/ is a folder. Name a file with --markdown.",
    ],
  ])("%s is refused before anything is deployed", async (args, reason) => {
    const refused = compareCommand().exitOverride().parseAsync(args, { from: "user" });
    await expect(refused).rejects.toThrow(reason);
    await expect(refused).rejects.toBeInstanceOf(Refusal);
  });
});
