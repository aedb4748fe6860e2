import { describe, expect, it } from "vitest";
import { histogramOf } from "../../lib/figures/histogram.ts";
import { describe as statistics } from "../../lib/figures/statistics.ts";
import type { LatencyResult } from "../../lib/probes/latency.ts";
import { percentilesOf } from "../../lib/probes/percentiles.ts";
import { comparisonReport } from "../../lib/report/comparison/report.ts";
import { junit } from "../../lib/report/gate/junit.ts";
import { gateMarkdown } from "../../lib/report/gate/markdown.ts";
import { gateText } from "../../lib/report/gate/text.ts";
import { comparisonRecord } from "../../lib/results/comparison/record.ts";
import { summariseComparison } from "../../lib/results/comparison/summary.ts";
import { isDecided } from "../../lib/results/gate/decided.ts";
import { judge } from "../../lib/results/gate/judge.ts";
import { about } from "../fixtures/claims-parts.ts";
import { comparisonOf, type Figures } from "../fixtures/comparison.ts";

const [lab, reference] = ["lab-new", "lab-old"];
const rule = { maxRegression: 0.05, error: 0.05, seconds: 600 };
const each: Figures[] = Array(20).fill({ gigabits: 1 });
const record = comparisonOf({ [reference]: each, [lab]: each });
const probe = { kind: "latency", name: "latency", streams: [8], seconds: 1, size: 64 };
const asked = (key: string) => ({ lab, reference, origin: null, rule, judged: [key] });

/** Round trips of so many microseconds, one at a time, for a second; null where the sample failed. */
function latency(microseconds: number | null): LatencyResult {
  const place = { streams: 8, sample: 1, startedAt: "2026-03-02T10:15:05.000Z", raw: null };
  const command = { server: [], client: [] };
  const failed = { status: "failed", reason: "sockperf: unable to connect" } as const;
  const replies = microseconds === null ? 0 : Math.floor(1e6 / microseconds);
  const histogram = histogramOf(Array<number>(replies).fill(microseconds ?? 0));
  const figures = { status: "ok", seconds: 1, requests: replies, replies, load: null } as const;
  return {
    ...{ ...about("latency"), kind: "latency", from: "client", to: "server", summary: [] },
    ...(microseconds === null ? failed : {}),
    samples: [
      microseconds === null
        ? { ...place, command, ...failed }
        : { ...place, command, ...figures, microseconds: histogram, percentiles: percentilesOf(histogram) },
    ],
  };
}

function judged(key: string, own: number | null, other: number | null) {
  const turns = record.turns.map((turn) => ({ ...turn, results: [latency(turn.lab === lab ? own : other)] }));
  const { verdict, figures } = judge({ probes: [probe], turns }, asked(key));
  return [verdict, figures[0]?.loss.pairs, figures[0]?.loss.missing];
}

it("a percentile for which a sound sample has too few replies is not taken for a sample that failed", () => {
  const nothing = ["inconclusive", 0, { lab: 0, reference: 0 }];
  expect(judged("latency/p999-8", 1020, 980)).toEqual(nothing);
  expect(judged("latency/p999-8", 980, 1020)).toEqual(nothing);
  expect(judged("latency/p99-8", 1020, 980)).toEqual(["pass", 20, { lab: 0, reference: 0 }]);
  // Nor is it told by the other one's failure.
  expect(judged("latency/p999-8", 1020, null)).toEqual(nothing);
});

it("a sample that failed has no percentile", () => {
  expect(judged("latency/p999-8", null, 980)).toEqual(["regression", 0, { lab: 20, reference: 0 }]);
});

it("CPU time that hosts of an earlier version do not tell is no sample that failed either", () => {
  const turns = record.turns.map((turn) => ({
    ...turn,
    results: turn.results.map((result) => {
      if (result.kind !== "cost" || turn.lab === reference) return result;
      const perGigabyte = { ...result.summary.perGigabyte, cpuSeconds: statistics([1], 0) };
      return { ...result, summary: { ...result.summary, perGigabyte } };
    }),
  }));
  const { figures } = judge({ ...record, turns }, asked("cost/host"));
  expect(figures[0]?.loss).toMatchObject({ pairs: 0, missing: { lab: 0, reference: 0 } });
});

/** A gate of p99.9 over rounds in which round trips of the two take so many microseconds. */
function gated(own: readonly number[], other: readonly number[] = own.map(() => 800)) {
  const rounds = own.map((): Figures => ({ gigabits: 1 }));
  const blank = comparisonOf({ [reference]: rounds, [lab]: rounds });
  const turns = blank.turns.map((turn) => ({
    ...turn,
    results: [latency((turn.lab === lab ? own : other)[turn.round - 1] ?? null)],
  }));
  const measured = { ...blank, probes: [probe], turns };
  return {
    ...{ ...measured, summary: summariseComparison(measured) },
    gate: judge(measured, asked("latency/p999-8")),
  };
}
const inTurn = (rounds: number, ...microseconds: number[]) =>
  Array.from({ length: rounds }, (_, round) => microseconds[round % microseconds.length] ?? 0);
const fast = (rounds: number) => inTurn(rounds, 800);
const none = { lab: 0, reference: 0 };
const inOneLine = (text: string) => text.replaceAll("\\", "").replace(/\s+/g, " ");

describe("a percentile that one lab has in its fast rounds alone", () => {
  const slow = gated(inTurn(21, 1300, 1300, 800));

  it("is no pass, although it is the same in these", () => {
    const { verdict, figures } = slow.gate;
    expect([verdict, figures[0]?.verdict, figures[0]?.more]).toEqual(["inconclusive", "inconclusive", null]);
    expect(figures[0]?.loss).toMatchObject({ pairs: 7, missing: none, untold: { lab: 14, reference: 0 } });
  });

  it("is told with the number of rounds, wherever a gate is", async () => {
    const texts = [gateText(slow), gateMarkdown(slow), await comparisonReport(slow), junit(slow)].map(
      inOneLine,
    );
    for (const text of texts)
      expect(text).toContain(
        "sound samples of lab-new do not tell it in 14 rounds in which those of lab-old do",
      );
    for (const text of texts.slice(0, 3)) {
      expect(text).toContain("They have too few replies for a percentile");
      expect(text).toContain("where more than one in 20 is, the figure neither passes nor is better.");
    }
    expect(texts[0]).toContain("in rounds that both tell, sound samples of lab-new");
  });

  it("is told where no round has it, in place of too few rounds", () => {
    const text = inOneLine(gateText(gated(inTurn(21, 1300))));
    expect(text).toContain(
      "p99.9, beside 8 streams: sound samples of lab-new do not tell it in 21 rounds in which those of lab-old do.",
    );
    expect(text).not.toContain("too few rounds");
  });

  it.each([
    ["passes", "one round in 20", [1300, ...fast(19)], fast(20), "pass", { lab: 1, reference: 0 }],
    ["is open", "one in 19", [1300, ...fast(18)], fast(19), "inconclusive", { lab: 1, reference: 0 }],
    ["is open", "two in 21", [1300, ...fast(19), 1300], fast(21), "inconclusive", { lab: 2, reference: 0 }],
    [
      ...["is open", "one of each side", [1300, ...fast(20)], [...fast(20), 1300], "inconclusive"],
      { lab: 1, reference: 1 },
    ],
    [
      ...["is open", "most of the reference", fast(21), inTurn(21, 1300, 1300, 800), "inconclusive"],
      { lab: 0, reference: 14 },
    ],
    ["is no improvement", "one in three", fast(21), inTurn(21, 980, 980, 1300), "inconclusive", undefined],
    ["is a regression", "one in three", inTurn(21, 980, 980, 1300), fast(21), "regression", undefined],
    ["passes", "every second of both", inTurn(21, 1300, 800), inTurn(21, 1300, 800), "pass", none],
  ] as const)("%s without %s", (_, __, own, other, verdict, untold) => {
    const { gate } = gated(own, other);
    expect(gate.verdict).toBe(verdict);
    if (untold) expect(gate.figures[0]?.loss.untold).toEqual(untold);
  });

  it("is waited for while the rounds that are left may be enough, and no longer", () => {
    const early = gated([1300, ...fast(7)]);
    expect([isDecided(early), isDecided(early, 12), isDecided(early, 11)]).toEqual([false, false, true]);
    expect([isDecided(slow, 259), isDecided(slow, 258)]).toEqual([false, true]);
    // What says nothing yet may become a regression.
    expect([isDecided(gated([1300, ...fast(5)]), 0), isDecided(gated(inTurn(9, 1300)), 0)]).toEqual([
      ...[false, false],
    ]);
  });

  it("is kept in the record, which earlier ones lack", () => {
    const figures = slow.gate.figures.map((figure) => {
      const { untold: _, ...loss } = figure.loss;
      return { ...figure, loss };
    });
    const kept = (gate: unknown) => comparisonRecord.shape.gate.parse(JSON.parse(JSON.stringify(gate)));
    expect(kept(slow.gate)).toEqual(slow.gate);
    expect(kept({ ...slow.gate, figures })?.figures[0]?.loss.untold).toEqual(none);
  });
});
