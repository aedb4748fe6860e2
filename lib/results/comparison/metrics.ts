import type { Better, Figure } from "../../probes/comparison.ts";
import { kindOf, type ProbeResult } from "../../probes/kinds.ts";
import type { ComparedProbe } from "./compared.ts";
import type { MetricSummary } from "./record.ts";

/** What is compared, and how it is read from the results of a turn; null where they have no such figure. */
export interface Metric {
  readonly about: MetricSummary["metric"];
  readonly better: Better;
  readonly judged: boolean;
  read(results: readonly ProbeResult[]): Figure | null;
  /** The same for a gate, which counts samples that failed, and those without such a figure. */
  judgedReading(results: readonly ProbeResult[]): JudgedReading;
}

/** A figure, that its sample failed, or that a sound sample has no such figure; null where nobody measured. */
export type JudgedReading = Figure | "failed" | "untold" | null;

/** The metrics of every probe, as its kind names them. */
export const metricsOf = (probes: readonly ComparedProbe[]): Metric[] =>
  probes.flatMap((probe) => {
    const resultIn = (results: readonly ProbeResult[]) =>
      results.find(({ kind, name }) => kind === probe.kind && name === probe.name);
    const metrics = kindOf(probe).comparison?.metrics(probe) ?? [];
    return metrics.map(({ read, isUntold, key, better, judged, ...about }) => ({
      about: { ...about, key: `${probe.name}/${key}`, probe: probe.name },
      ...{ better, judged },
      read: (results) => {
        const result = resultIn(results);
        return result ? read(result) : null;
      },
      judgedReading: (results) => {
        const result = resultIn(results);
        return result ? (read(result) ?? (isUntold?.(result) ? "untold" : "failed")) : null;
      },
    }));
  });
