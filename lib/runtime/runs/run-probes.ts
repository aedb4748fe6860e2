import { judgeListed } from "../../claims/listed.ts";
import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import type { ProbeResult } from "../../probes/kinds.ts";
import { runProbe } from "../../probes/run.ts";
import { htmlReport } from "../../report/report.ts";
import { kindsOf } from "../../results/comparison/candidates.ts";
import type { JudgedClaim } from "../../results/judged-claim.ts";
import { type RunRecord, recordSchema } from "../../results/run-record.ts";
import { benchOf } from "../bench/bench.ts";
import { Engine } from "../engine/engine.ts";
import { readEnvironment } from "../engine/environment.ts";
import { withLabLocks } from "../labs/labs.ts";
import { readTopology } from "../labs/topology.ts";
import { RunStore } from "./run-store.ts";

export interface RunOptions {
  readonly lab: LabSpec;
  /** Probes by name. @default all of the lab's */
  readonly only?: readonly string[] | undefined;
  readonly installation: Installation;
  readonly resultsDir: string;
  /** What helps besides where that cannot be written to. @default another folder for results */
  readonly instead?: string;
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
  const store = await RunStore.begin(options.resultsDir, lab.name, startedAt, options.instead);
  let record: RunRecord = { ...blank, run: store.run };
  await store.write(record);
  const probeImage = installation.images.probe;
  const bench = benchOf({ ...options, engine, probeImage, folder: store.folder });
  const asked = lab.probes.filter(({ name }) => options.only?.includes(name) ?? true);
  for (const spec of asked) {
    if (signal.aborted) break;
    const result = await runProbe(spec, bench);
    record = { ...record, probes: [...record.probes, result] };
    await store.write(record);
  }
  const interrupted = signal.aborted;
  // What was not measured would look like what does not hold.
  if (!interrupted && record.only === null) record = { ...record, claims: judgeListed(lab.claims, record) };
  record = {
    ...record,
    status: interrupted ? "interrupted" : verdictOnRun(record, asked.length),
    finishedAt: new Date().toISOString(),
  };
  await store.write(record);
  // The folder gets its final name before the page is written: a page that fails can be written again from the record.
  const folder = await store.finish();
  await store.writeReport(await htmlReport(record));
  return { folder, record };
}

/** What a verdict rests on. */
interface Outcomes {
  readonly probes: readonly Pick<ProbeResult, "status">[];
  readonly claims: readonly Pick<JudgedClaim, "verdict">[] | null;
}

/**
 * A run passes when all of its probes did, and there is one at least: no figure is never a pass. Claims that were judged must hold
 * as well.
 */
export function verdictOnRun({ probes, claims }: Outcomes, asked: number): "passed" | "failed" {
  const whole = probes.length > 0 && probes.length === asked;
  const shown = (claims ?? []).every(({ verdict }) => verdict === "holds");
  return whole && shown && probes.every(({ status }) => status === "passed") ? "passed" : "failed";
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
    claims: lab.claims.length === 0 ? [] : null,
  };
}
