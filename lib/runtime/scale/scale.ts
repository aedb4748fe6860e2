import { join } from "node:path";
import type { Installation } from "../../model/installation.ts";
import { scaleReport } from "../../report/scale/report.ts";
import { pointsOf, type ScaleRequest } from "../../scale/point.ts";
import { rackPlan } from "../../scale/rack-plan.ts";
import {
  type Figures,
  failed,
  type Outcome,
  type ScaleRecord,
  scaleRecord,
  scaleSchema,
} from "../../scale/record.ts";
import { Engine } from "../engine/engine.ts";
import { readMachine } from "../engine/environment.ts";
import { withLock } from "../lock.ts";
import { resultsDir, stateDir } from "../project.ts";
import { RunStore } from "../runs/run-store.ts";
import { readNeighbourTable } from "./kernel-settings.ts";
import { type NeighbourLimit, withNeighbourLimit } from "./neighbour-limit.ts";
import { measureRack } from "./rack.ts";

export interface ScaleOptions {
  readonly request: ScaleRequest;
  readonly installation: Installation;
  /** True when the machine's neighbour table may be enlarged while this runs. */
  readonly tune: boolean;
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Measures every point that is asked for, one after the other, and keeps the record and its report. */
export async function runScale(options: ScaleOptions): Promise<{ folder: string; record: ScaleRecord }> {
  const { request, installation, tune, progress } = options;
  const engine = new Engine(installation);
  const entries = Math.max(
    ...request.modes.flatMap((mode) => request.hosts.map((hosts) => rackPlan({ mode, hosts }).neighbours)),
  );
  return withLock(join(stateDir, "scale-bgp.lock"), "underlay scale", () =>
    withNeighbourLimit(engine, installation.images, { entries, tune, progress }, (limit) =>
      measureAll(engine, options, limit),
    ),
  );
}

async function measureAll(
  engine: Engine,
  { request, installation: { images }, progress, signal }: ScaleOptions,
  neighbourTable: NeighbourLimit,
): Promise<{ folder: string; record: ScaleRecord }> {
  const environment = { ...(await readMachine(engine)), image: images.host };
  const startedAt = new Date();
  const store = await RunStore.begin(resultsDir, "scale-bgp", startedAt);
  const about = {
    modes: [...request.modes],
    hosts: [...request.hosts],
    repeat: request.repeat,
    environment,
    neighbourTable,
  };
  let record = begun(store.run, startedAt, about);
  const points = pointsOf(request);
  for (const [index, point] of points.entries()) {
    const plan = rackPlan(point);
    progress(`${index + 1} of ${points.length}: ${point.hosts} hosts, ${point.mode}`);
    const outcome = signal.aborted
      ? undefined
      : await watched(engine, images, () => measureRack(engine, plan, { image: images.host, signal }));
    if (outcome === undefined) break;
    record = {
      ...record,
      points: [...record.points, { ...point, expectedSessions: plan.sessions, outcome }],
    };
    progress(outcome.status === "ok" ? inBrief(outcome) : `  failed: ${outcome.reason}`);
    await write(store, record);
  }
  record = { ...record, status: statusOf(record, signal.aborted), finishedAt: new Date().toISOString() };
  await write(store, record);
  const folder = await store.finish();
  await store.writeReport(await scaleReport(record));
  return { folder, record };
}

/** Of a failure, also says whether the neighbour table was full meanwhile: nothing in the rack can see that. */
async function watched(
  engine: Engine,
  images: Installation["images"],
  measure: () => Promise<Outcome | undefined>,
): Promise<Outcome | undefined> {
  const before = await readNeighbourTable(engine, images);
  const outcome = await measure();
  if (outcome?.status !== "failed") return outcome;
  const { refused, thresholds } = await readNeighbourTable(engine, images);
  return refused === before.refused
    ? outcome
    : failed(
        `${outcome.reason}. Meanwhile the kernel's neighbour table was full (${thresholds[2]} entries) and refused ${refused - before.refused} more`,
      );
}

const inBrief = ({ sessions, routedSeconds, proportionalBytes }: Figures): string =>
  `  ${sessions} sessions, every route after ${routedSeconds} s, ${Math.round(proportionalBytes / 1e6)} MB`;

const begun = (
  run: string,
  startedAt: Date,
  about: Pick<ScaleRecord, "modes" | "hosts" | "repeat" | "environment" | "neighbourTable">,
): ScaleRecord => ({
  schema: scaleSchema,
  run,
  status: "running",
  startedAt: startedAt.toISOString(),
  finishedAt: null,
  hostKind: "bare",
  ...about,
  points: [],
});

function statusOf({ points }: ScaleRecord, interrupted: boolean): ScaleRecord["status"] {
  if (interrupted) return "interrupted";
  return points.every(({ outcome }) => outcome.status === "ok") ? "passed" : "failed";
}

const write = (store: RunStore, record: ScaleRecord): Promise<void> =>
  store.writeRecord("scale.json", scaleRecord, record);
