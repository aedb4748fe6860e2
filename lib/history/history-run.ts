import { hardwareOf, type RecordedHardware } from "../results/hardware.ts";
import type { RunRecord } from "../results/run-record.ts";
import { type Facts, factsOf } from "./facts.ts";
import { byStart } from "./order.ts";
import { figuresOf, type HistoryFigure } from "./run-figures.ts";

/** What a lab's history has of a run: a small part of its record, so that many fit in memory. */
export interface HistoryRun extends Pick<RunRecord, "lab" | "name" | "run" | "startedAt" | "finishedAt"> {
  /** As it is by now: a run that was killed is recorded as running for ever. */
  readonly status: RunRecord["status"] | "unfinished";
  readonly hardware: RecordedHardware;
  readonly underlay: string;
  readonly kernel: string;
  readonly facts: Facts;
  readonly figures: readonly HistoryFigure[];
  /** Probes that failed, and why. They may have figures all the same. */
  readonly failed: readonly { readonly probe: string; readonly reason: string }[];
}

export function historyRun(record: RunRecord): HistoryRun {
  const { lab, name, run, status, startedAt, finishedAt, environment } = record;
  return {
    ...{ lab, name, run, status, startedAt, finishedAt },
    hardware: hardwareOf(record),
    ...{ underlay: environment.underlay, kernel: environment.kernel },
    facts: factsOf(record),
    figures: figuresOf(record.probes),
    failed: record.probes.flatMap((probe) =>
      probe.status === "failed" ? { probe: probe.name, reason: probe.reason ?? "no reason given" } : [],
    ),
  };
}

/** Oldest first. */
export const inOrder = <Run extends Pick<RunRecord, "startedAt" | "run">>(runs: readonly Run[]): Run[] =>
  [...runs].sort((a, b) => byStart(a, b, ({ run }) => run));
