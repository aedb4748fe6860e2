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
import { mostPairs, type Scenario } from "./scenarios.ts";

type Pair = readonly [first: string, second: string];
const labOf = (number: number): string => `lab-proof-${number}`;

/** The labs of labs/bench/lab-proof.ts, by pairs that are compared. */
const pairs = Array.from(
  { length: mostPairs },
  (_, pair): Pair => [labOf(2 * pair + 1), labOf(2 * pair + 2)],
);
/** Those that work beside the first pair. */
const others = [labOf(3), labOf(4)];

/** A comparison's record is written whole after each turn, so that long ones are taken in pieces. */
const piece = 25;

interface Measuring {
  readonly installation: Installation;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Brings the labs up while `work` runs. */
export async function withProofLabs<T>(work: () => Promise<T>): Promise<T> {
  const labs = pairs.flat();
  try {
    await underlay(["deploy", ...labs, "--no-probes"], benchLabs);
    return await work();
  } finally {
    await underlay(["destroy", ...labs], benchLabs);
  }
}

/** Measures a scenario for so many seconds at least, a recording for each of its pairs; interrupted, it keeps what it has. */
export async function measure(
  scenario: Scenario,
  seconds: number,
  measuring: Measuring,
): Promise<readonly Recording[]> {
  const compared = pairs.slice(0, scenario.pairs ?? 1);
  for (const [at, lab] of pairs.flat().entries()) {
    const share = at % 2 === 0 ? 1 : 1 - scenario.slower;
    const isLimited = scenario.rate !== null && at < compared.flat().length;
    const limit = isLimited ? { rate: Math.round(scenario.rate * share) } : {};
    await impairSegment(await requireDeployed(lab), "underlay", limit, measuring.installation);
  }
  const load = scenario.beside ? startLoad() : null;
  try {
    const recordings = await Promise.all(
      compared.map((pair) => measurePair(pair, scenario, seconds, measuring)),
    );
    return recordings.flatMap((recording) => recording ?? []);
  } finally {
    await load?.end();
  }
}

async function measurePair(
  [first, second]: Pair,
  scenario: Scenario,
  seconds: number,
  { installation, signal, say }: Measuring,
): Promise<Recording | null> {
  const started = performance.now();
  const spent = () => (performance.now() - started) / 1000;
  const figures: Record<string, (number | null)[]> = {};
  let measured: ComparisonRecord | undefined;
  let rounds = 0;
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
      const found = pairsOf(readingsOf(record, metric, second), readingsOf(record, metric, first));
      const ratios = found.map((pair) => pair && rounded(pair.value));
      figures[metric.about.key] = [...(figures[metric.about.key] ?? []), ...ratios];
    }
    say(
      `${scenario.title}: ${first} and ${second}: ${rounds} rounds, ${(spent() / rounds).toFixed(1)} s each`,
    );
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
