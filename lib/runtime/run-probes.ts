import { messageOf } from "../model/errors.ts";

import type { Installation } from "../model/installation.ts";
import type { LabSpec, ProbeKind, ProbeSpec } from "../model/lab-spec.ts";
import type { ProbeResult } from "../probes/results.ts";
import { htmlReport } from "../report/report.ts";
import { kindsOf } from "../results/comparison/candidates.ts";
import { type RunRecord, recordSchema } from "../results/run-record.ts";
import { Engine } from "./engine.ts";
import { readEnvironment } from "./environment.ts";
import { withLabLocks } from "./labs.ts";
import { absence } from "./probes/absence.ts";
import type { ProbeContext } from "./probes/context.ts";
import { runConvergence } from "./probes/convergence.ts";
import { runCost } from "./probes/cost.ts";
import { runIperf } from "./probes/iperf.ts";
import type { Outcome } from "./probes/outcome.ts";
import { runPathMtu } from "./probes/path-mtu.ts";
import { runPing } from "./probes/ping.ts";
import { runSnapshot } from "./probes/snapshot.ts";
import { runTcpdump } from "./probes/tcpdump.ts";
import { unmeasured } from "./probes/unmeasured.ts";
import { RunStore } from "./run-store.ts";
import { readTopology } from "./topology.ts";

type Runners = {
  readonly [Kind in ProbeKind]: (
    spec: Extract<ProbeSpec, { kind: Kind }>,
    context: ProbeContext,
  ) => Promise<Outcome<Extract<ProbeResult, { kind: Kind }>>>;
};

/** A new kind of probe does not compile until it has a runner here. */
const runners: Runners = {
  iperf: runIperf,
  ping: runPing,
  "path-mtu": runPathMtu,
  cost: runCost,
  snapshot: runSnapshot,
  tcpdump: runTcpdump,
  convergence: runConvergence,
};

export interface RunOptions {
  readonly lab: LabSpec;
  /** Probes by name. @default all of the lab's */
  readonly only?: readonly string[] | undefined;
  readonly installation: Installation;
  readonly resultsDir: string;
  readonly progress: (text: string) => void;
  /** Abort to interrupt the run: what was measured is kept, marked as interrupted. */
  readonly signal: AbortSignal;
}

/** Runs a deployed lab's probes in order, and alone; the record is on disk after each of them. */
export const runProbes = (options: RunOptions): Promise<{ folder: string; record: RunRecord }> =>
  withLabLocks([options.lab.name], "probe", () => runInOrder(options));

async function runInOrder(options: RunOptions): Promise<{ folder: string; record: RunRecord }> {
  const { lab, installation, signal } = options;
  const engine = new Engine(installation);
  const startedAt = new Date();
  // Before there is a folder, so that an engine that does not answer leaves none.
  const blank = await blankRecord(options, engine, startedAt);
  const store = await RunStore.begin(options.resultsDir, lab.name, startedAt);
  let record: RunRecord = { ...blank, run: store.run };
  await store.write(record);
  const context = { ...options, engine, probeImage: installation.images.probe, folder: store.folder };
  const asked = lab.probes.filter(({ name }) => options.only?.includes(name) ?? true);
  for (const spec of asked) {
    if (signal.aborted) break;
    const result = await runProbe(spec, context);
    record = { ...record, probes: [...record.probes, result] };
    await store.write(record);
  }
  record = {
    ...record,
    status: signal.aborted ? "interrupted" : verdictOnRun(record.probes, asked.length),
    finishedAt: new Date().toISOString(),
  };
  await store.write(record);
  // In its place first: a run is whole without its page, which can be written anew.
  const folder = await store.finish();
  await store.writeReport(await htmlReport(record));
  return { folder, record };
}

/** Runs one probe of a deployed lab. Whatever goes wrong is the probe's reason, so that the next ones are run. */
export async function runProbe(spec: ProbeSpec, context: ProbeContext): Promise<ProbeResult> {
  const startedAt = new Date().toISOString();
  const run = runners[spec.kind] as (spec: ProbeSpec, context: ProbeContext) => Promise<Outcome<ProbeResult>>;
  const outcome = await run(spec, context).catch((error) => unmeasured(spec, context, messageOf(error)));
  // Afterwards, because a machine may go meanwhile.
  const absent = await absence(spec, context);
  const verdict =
    absent === null
      ? {}
      : { status: "failed", reason: outcome.reason === null ? absent : `${absent} So ${outcome.reason}` };
  return {
    ...outcome,
    ...verdict,
    ...{ name: spec.name, startedAt, finishedAt: new Date().toISOString() },
  } as ProbeResult;
}

/** A run passes when all of its probes did, and there is one at least: no figure is never a pass. */
export function verdictOnRun(
  probes: readonly Pick<ProbeResult, "status">[],
  asked: number,
): "passed" | "failed" {
  const whole = probes.length > 0 && probes.length === asked;
  return whole && probes.every(({ status }) => status === "passed") ? "passed" : "failed";
}

async function blankRecord(
  { lab, only, installation }: RunOptions,
  engine: Engine,
  startedAt: Date,
): Promise<Omit<RunRecord, "run">> {
  const { name, summary, overhead, mtu } = lab.mode;
  return {
    schema: recordSchema,
    lab: lab.lab,
    name: lab.name,
    instance: lab.instance,
    about: lab.about,
    status: "running",
    startedAt: startedAt.toISOString(),
    finishedAt: null,
    mode: { name, summary, overhead, mtu },
    expectBroken: lab.expectBroken,
    only: only ? [...only] : null,
    hostKind: kindsOf(lab),
    environment: await readEnvironment(engine, lab, installation),
    topology: await readTopology(engine, lab),
    probes: [],
  };
}
