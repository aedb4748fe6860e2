import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Installation } from "../../lib/model/installation.ts";
import { metricsOf } from "../../lib/results/comparison/metrics.ts";
import { pairsOf } from "../../lib/results/comparison/ratio.ts";
import type { ComparisonRecord } from "../../lib/results/comparison/record.ts";
import { readingsOf } from "../../lib/results/comparison/summary.ts";
import { impairSegment } from "../../lib/runtime/labs/impairments.ts";
import { requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { candidates, planOf } from "../../lib/runtime/runs/candidates.ts";
import { byCoin, compare } from "../../lib/runtime/runs/compare.ts";
import { benchLabs, underlay } from "../bench/contestants.ts";
import type { Recording } from "./recording.ts";
import type { Scenario } from "./scenarios.ts";

/** The labs of labs/bench/lab-proof.ts: two that are compared, and two that work beside them. */
const [first, second] = ["lab-proof-1", "lab-proof-2"];
const others = ["lab-proof-3", "lab-proof-4"];

/** A comparison's record is written whole after each turn, so that long ones are taken in pieces. */
const piece = 25;

interface Measuring {
  readonly installation: Installation;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Brings the labs up while `work` runs. */
export async function withProofLabs<T>(work: () => Promise<T>): Promise<T> {
  const labs = [first, second, ...others];
  try {
    await underlay(["deploy", ...labs, "--no-probes"], benchLabs);
    return await work();
  } finally {
    await underlay(["destroy", ...labs], benchLabs);
  }
}

/** Measures a scenario for so many seconds at least; interrupted, it keeps what it has. */
export async function measure(
  scenario: Scenario,
  seconds: number,
  { installation, signal, say }: Measuring,
): Promise<Recording | null> {
  for (const [lab, share] of [
    [first, 1],
    [second, 1 - scenario.slower],
  ] as const) {
    const limit = scenario.rate === null ? {} : { rate: Math.round(scenario.rate * share) };
    await impairSegment(await requireDeployed(lab), "underlay", limit, installation);
  }
  const load = scenario.beside ? startLoad() : null;
  const started = performance.now();
  const spent = () => (performance.now() - started) / 1000;
  const figures: Record<string, (number | null)[]> = {};
  let measured: ComparisonRecord | undefined;
  let rounds = 0;
  try {
    while (spent() < seconds && !signal.aborted) {
      const asked = { labs: [first, second], only: undefined, hostKind: undefined, rounds: piece };
      const plan = await planOf(asked, await candidates(asked.labs, { quick: true, installation }));
      const { record } = await compare({
        plan,
        installation,
        signal,
        order: byCoin,
        progress: () => undefined,
      });
      measured = record;
      rounds += Math.max(0, ...record.turns.map(({ round }) => round));
      for (const metric of metricsOf(record.probes).filter(({ judged }) => judged)) {
        const pairs = pairsOf(readingsOf(record, metric, second), readingsOf(record, metric, first));
        const ratios = pairs.map((pair) => pair && rounded(pair.value));
        figures[metric.about.key] = [...(figures[metric.about.key] ?? []), ...ratios];
      }
      say(`${scenario.title}: ${rounds} rounds, ${(spent() / rounds).toFixed(1)} s each`);
    }
  } finally {
    await load?.end();
  }
  if (!measured) return null;
  const { cpus, cpuModel, kernel, engine } = measured.environment;
  return {
    scenario: scenario.name,
    measuredAt: measured.startedAt.slice(0, 10),
    machine: `${cpus} CPUs (${cpuModel}), Linux ${kernel}, ${engine}`,
    secondsPerRound: Number((spent() / rounds).toFixed(1)),
    figures,
  };
}

const rounded = (ratio: number): number => Number(ratio.toPrecision(5));

/** The two labs beside, each with one sample after the other until it is ended. */
function startLoad(): { end(): Promise<void> } {
  let goesOn = true;
  const work = async (lab: string) => {
    const results = await mkdtemp(join(tmpdir(), "underlay-proof-"));
    try {
      while (goesOn) await underlay(["probe", lab], { ...benchLabs, UNDERLAY_RESULTS: results });
    } finally {
      await rm(results, { recursive: true, force: true });
    }
  };
  const working = Promise.all(others.map(work));
  // A lab that fails is told of at the end.
  working.catch(() => undefined);
  return {
    async end() {
      goesOn = false;
      await working;
    },
  };
}
