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
}

/** The metrics of every probe, as its kind names them. */
export const metricsOf = (probes: readonly ComparedProbe[]): Metric[] =>
  probes.flatMap((probe) =>
    (kindOf(probe).comparison?.metrics(probe) ?? []).map(({ read, key, better, judged, ...about }) => ({
      about: { ...about, key: `${probe.name}/${key}`, probe: probe.name },
      ...{ better, judged },
      read: (results) => {
        const result = results.find(({ kind, name }) => kind === probe.kind && name === probe.name);
        return result ? read(result) : null;
      },
    })),
  );
