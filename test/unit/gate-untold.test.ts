import { expect, it } from "vitest";
import { histogramOf } from "../../lib/figures/histogram.ts";
import { describe } from "../../lib/figures/statistics.ts";
import type { LatencyResult } from "../../lib/probes/latency.ts";
import { percentilesOf } from "../../lib/probes/percentiles.ts";
import { judge } from "../../lib/results/gate/judge.ts";
import { about } from "../fixtures/claims-parts.ts";
import { comparisonOf, type Figures } from "../fixtures/comparison.ts";

const [lab, reference] = ["lab-new", "lab-old"];
const rule = { maxRegression: 0.05, error: 0.05, seconds: 600 };
const each: Figures[] = Array(20).fill({ gigabits: 1 });
const record = comparisonOf({ [reference]: each, [lab]: each });
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
  const probe = { kind: "latency", name: "latency", streams: [8], seconds: 1, size: 64 };
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
      const perGigabyte = { ...result.summary.perGigabyte, cpuSeconds: describe([1], 0) };
      return { ...result, summary: { ...result.summary, perGigabyte } };
    }),
  }));
  const { figures } = judge({ ...record, turns }, asked("cost/host"));
  expect(figures[0]?.loss).toMatchObject({ pairs: 0, missing: { lab: 0, reference: 0 } });
});
