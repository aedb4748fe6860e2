import { describe, expect, it } from "vitest";
import { numbers } from "../../lib/figures/random.ts";
import { disjoint, gateOn, type Round, roundsOf, simulated } from "../../scripts/proof/comparisons.ts";
import { proofText } from "../../scripts/proof/table.ts";

const rule = { maxRegression: 0.05, error: 0.01 };

/** Rounds of two figures around these ratios, with noise of half a percent. */
function rounds(ratio: number, count: number): Round[] {
  const next = numbers(7);
  const noisy = () => ratio * (1 + 0.01 * (next() - 0.5));
  return Array.from({ length: count }, () => ({ "iperf/1": noisy(), "iperf/8": noisy() }));
}

describe("what a gate would have said of a recording", () => {
  it("stops when it is clear, and calls a lab slower that is", () => {
    const { verdict, rounds: count } = gateOn(rounds(0.95, 20), rule);
    expect(verdict).toBe("regression");
    expect(count).toBeLessThanOrEqual(12);
    expect(gateOn(rounds(1, 20), rule).verdict).toBe("pass");
  });

  it("is not sure at the last round of too few, and of rounds without a figure", () => {
    expect(gateOn(rounds(0.9, 3), rule)).toEqual({ verdict: "inconclusive", rounds: 3 });
    const none = rounds(1, 20).map((round) => ({ ...round, "iperf/8": null }));
    expect(gateOn(none, rule)).toEqual({ verdict: "inconclusive", rounds: 20 });
  });

  it("is cut into comparisons that have no round in common, and none that has too few rounds", () => {
    const found = disjoint(rounds(1, 100), rule, 20);
    const used = found.reduce((sum, { rounds: count }) => sum + count, 0);
    expect(used).toBeLessThanOrEqual(100);
    expect(used).toBeGreaterThan(80);
    expect(disjoint(rounds(1, 19), rule, 20)).toEqual([]);
  });

  it("has the figures of a round together", () => {
    expect(roundsOf({ figures: { a: [1, null], b: [2, 3] } })).toEqual([
      { a: 1, b: 2 },
      { a: null, b: 3 },
    ]);
    expect(roundsOf({ figures: {} })).toEqual([]);
  });
});

it("simulates a slower lab from the noise of equal ones, the same each time", () => {
  const drawn = () => simulated(rounds(1, 50), 0.1, rule, { most: 20, count: 20, next: numbers(1) });
  expect(drawn().every(({ verdict }) => verdict === "regression")).toBe(true);
  expect(drawn()).toEqual(drawn());
});

it("puts all recordings of a scenario together, in the tables and in what is drawn from them", () => {
  const recording = (measuredAt: string) => ({
    ...{ scenario: "equal", measuredAt, machine: "a machine", secondsPerRound: 5 },
    figures: { "iperf/1": rounds(1, 40).map((round) => round["iperf/1"] ?? null) },
  });
  const one = proofText([recording("2026-01-01")], 5);
  const two = proofText([recording("2026-01-01"), recording("2026-01-02")], 5);
  const comparisons = (text: string) =>
    [...text.matchAll(/^\| equal \| (\d+) /gm)].map(([, many]) => Number(many));
  expect(comparisons(two)).toEqual(comparisons(one).map((many) => 2 * many));
  expect(two.match(/^- "equal": 40 rounds/gm)).toHaveLength(2);
  expect(two.match(/\*simulated\*/g)).toHaveLength(6);
});
