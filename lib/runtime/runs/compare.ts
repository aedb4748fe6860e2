import { randomInt } from "node:crypto";
import { join } from "node:path";
import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import type { ProbeResult } from "../../probes/kinds.ts";
import { runProbe } from "../../probes/run.ts";
import { comparisonReport } from "../../report/comparison/report.ts";
import { comparedProbe } from "../../results/comparison/compared.ts";
import { type ComparisonPlan, turnProbes } from "../../results/comparison/plan.ts";
import {
  type ComparisonRecord,
  comparisonRecord,
  comparisonSchema,
  type Turn,
} from "../../results/comparison/record.ts";
import { summariseComparison } from "../../results/comparison/summary.ts";
import { ratiosOf } from "../../results/comparison/together.ts";
import { type Order, type PlannedTurn, rotating, turnsOf } from "../../results/comparison/turns.ts";
import { handMadePath, isOfAnyPath } from "../../results/gate/baseline.ts";
import { hasFigure, isDecided } from "../../results/gate/decided.ts";
import { type GateQuestion, judge } from "../../results/gate/judge.ts";
import { benchOf } from "../bench/bench.ts";
import { Engine } from "../engine/engine.ts";
import { readEnvironment } from "../engine/environment.ts";
import { withLabLocks } from "../labs/labs.ts";
import { readTopology } from "../labs/topology.ts";
import { withLock } from "../lock.ts";
import { resultsDir, stateDir } from "../project.ts";
import { withCleanUp } from "../with-clean-up.ts";
import type { HandMadePath } from "./hand-made-path.ts";
import { RunStore } from "./run-store.ts";
import type { TwinOrReason } from "./twin.ts";

export interface CompareOptions {
  readonly plan: ComparisonPlan;
  readonly installation: Installation;
  readonly progress: (text: string) => void;
  /** Abort to interrupt: what was measured is kept. */
  readonly signal: AbortSignal;
  /** A copy of the first lab, which takes turns with the others; or why there is none. @default - nobody asked for one */
  readonly twin?: TwinOrReason;
  /** Which lab comes first in a round. @default rotating, or by a coin for what is judged */
  readonly order?: Order;
  /** A path that no mode has a part in, which takes turns with the labs. @default - none */
  readonly path?: HandMadePath;
  /** What is to be judged, as soon as it can be. @default - nothing: all rounds are measured */
  readonly gate?: GateQuestion;
}

/** Comparisons are kept in this folder of the results, as a lab's runs are in its own. */
export const comparisonsFolder = "compare";

/** Held by a command that measures labs in turns, from before it deploys anything: two of them would measure each other. */
export const measuringAlone = <T>(command: string, work: () => Promise<T>): Promise<T> =>
  withLock(join(stateDir, "compare.lock"), command, work);

export interface Compared {
  readonly folder: string;
  readonly record: ComparisonRecord;
  /** Writes the report. It is for later, so that nothing about it keeps a result from being told. */
  readonly writePage: () => Promise<void>;
}

/** Probes the labs in turns; the record is on disk after each of them. */
export const compare = (options: CompareOptions): Promise<Compared> =>
  withLabLocks(
    measuredLabs(options).map(({ name }) => name),
    "comparison",
    () => measure(options),
  );

/** The labs, the first one's twin behind it. */
function measuredLabs({ plan: { labs }, twin }: Pick<CompareOptions, "plan" | "twin">): LabSpec[] {
  const [first, ...others] = labs;
  return first && typeof twin === "object" ? [first, twin, ...others] : [...labs];
}

/** A lab, or the hand-made path. */
type TurnTaker = Pick<LabSpec, "name">;

const turnTakers = (options: CompareOptions): TurnTaker[] => [
  ...measuredLabs(options),
  ...(options.path ? [{ name: handMadePath }] : []),
];

async function measure(options: CompareOptions): Promise<Compared> {
  const { plan, installation, progress, signal, gate, order = gate ? byCoin : rotating } = options;
  const engine = new Engine(installation);
  const startedAt = new Date();
  // Before there is a folder, so that an engine that does not answer leaves none.
  const blank = await blankRecord(options, engine, startedAt);
  const store = await RunStore.begin(resultsDir, comparisonsFolder, startedAt);
  let record: ComparisonRecord = {
    ...{ ...blank, comparison: store.run },
    gate: gate ? judge(blank, gate) : null,
  };
  const write = () => store.writeRecord("comparison.json", comparisonRecord, record);
  await write();
  const begun = performance.now();
  const budget = (gate?.rule.seconds ?? Number.POSITIVE_INFINITY) * 1000;
  const isEnough = (rounds: number) => {
    const spent = performance.now() - begun;
    // If those to come take as long as those before.
    return spent > budget || isDecided(record, (rounds * (budget - spent)) / spent);
  };
  for (const planned of turnsOf(turnTakers(options), plan.rounds, order)) {
    if (signal.aborted) break;
    if (gate && isNewRound(planned, record) && isEnough(planned.round - 1)) break;
    progress(`round ${planned.round}${gate ? "" : ` of ${plan.rounds}`}: ${planned.lab.name}`);
    const turn = await takeTurn(planned, store.folder, { ...options, engine });
    if (turn.results.length === 0) continue;
    record = { ...record, turns: [...record.turns, turn] };
    record = { ...record, summary: summariseComparison(record) };
    // What an interruption cut off did not fail: the turn is kept, and nothing is judged by it.
    if (gate && !signal.aborted) record = { ...record, gate: judge(record, gate) };
    await write();
  }
  const status = signal.aborted ? "interrupted" : "finished";
  // A gate asks for as many as it needs.
  if (gate) record = { ...record, rounds: Math.max(0, ...record.turns.map(({ round }) => round)) };
  record = { ...record, status, finishedAt: new Date().toISOString() };
  await write();
  const folder = await store.finish();
  const writePage = async () => store.writeFile("comparison.html", await comparisonReport(record));
  return { folder, record, writePage };
}

export type Tell = (compared: Pick<Compared, "folder" | "record">) => Promise<void>;

/** Tells what was measured, and writes the report of it: each although the other fails. */
export const conclude = (compared: Compared, tell: Tell): Promise<void> =>
  withCleanUp(() => tell(compared), compared.writePage);

/**
 * A coin for each round: it is what makes the ratio of two equal labs as likely above 1 as below it, whatever the machine does
 * meanwhile (lib/figures/sequential.ts).
 */
export const byCoin: Order = (labs) => (randomInt(2) === 0 ? labs : labs.toReversed());

const isNewRound = ({ round }: PlannedTurn<TurnTaker>, { turns }: ComparisonRecord): boolean =>
  turns.every((turn) => turn.round < round);

/** The probes of one lab, once. A probe that was interrupted before it had a sample is none. */
async function takeTurn(
  { round, lab: { name } }: PlannedTurn<TurnTaker>,
  folder: string,
  options: CompareOptions & { readonly engine: Engine },
): Promise<Turn> {
  const { installation, engine, progress, signal } = options;
  const own = join("rounds", String(round), name.replaceAll(" ", "-"));
  const context = {
    ...{ engine, signal, probeImage: installation.images.probe, folder: join(folder, own) },
    progress: (text: string) => progress(`  ${text}`),
  };
  const startedAt = new Date().toISOString();
  const results: ProbeResult[] = [];
  for (const { spec, on } of measuredBy(name, options)) {
    if (signal.aborted) break;
    const result = await runProbe(spec, benchOf({ ...context, ...on }));
    if (!signal.aborted) results.push(result);
    else if (hasFigure(result)) results.push({ ...result, status: "failed", reason: "it was interrupted" });
  }
  return { round, lab: name, startedAt, finishedAt: new Date().toISOString(), folder: own, results };
}

/** What is measured in a turn, and on what: in that of the hand-made path what such a path can have. */
function measuredBy(name: string, options: CompareOptions) {
  const { plan, path } = options;
  const lab = measuredLabs(options).find((each) => each.name === name);
  if (lab) return turnProbes(lab, plan.probes).map((spec) => ({ spec, on: { lab } }));
  const specs = plan.labs.slice(0, 1).flatMap((first) => turnProbes(first, plan.probes));
  return specs.filter(isOfAnyPath).flatMap((spec) => (path ? { spec, on: path.between(spec) } : []));
}

const twinIn = (twin: TwinOrReason): ComparisonRecord["twin"] =>
  typeof twin === "string" ? { status: "none", reason: twin } : { status: "measured", lab: twin.name };

async function blankRecord(
  { plan, twin, installation }: CompareOptions,
  engine: Engine,
  startedAt: Date,
): Promise<Omit<ComparisonRecord, "comparison">> {
  const { labs, hardware, probes, rounds } = plan;
  const [first] = labs;
  if (!first) throw new Error("a comparison has labs");
  const compared = turnProbes(first, probes).map((spec) => comparedProbe.parse(spec));
  return {
    schema: comparisonSchema,
    status: "running",
    startedAt: startedAt.toISOString(),
    finishedAt: null,
    hostKind: hardware.hostKind,
    environment: await readEnvironment(engine, first, installation),
    labs: await Promise.all(
      labs.map(async (lab) => {
        const { name, summary, overhead, mtu } = lab.mode;
        const mode = { name, summary, overhead, mtu };
        return {
          lab: lab.lab,
          name: lab.name,
          about: lab.about,
          mode,
          topology: await readTopology(engine, lab),
        };
      }),
    ),
    probes: compared,
    rounds,
    ratios: ratiosOf(labs.length, compared),
    twin: twin === undefined ? null : twinIn(twin),
    turns: [],
    summary: [],
    gate: null,
  };
}
