import { kindOf, type ProbeResult } from "../probes/kinds.ts";
import type { RunFigure } from "../probes/reading.ts";

/** A figure of a run, by a name that no other one of the run has. */
export interface HistoryFigure extends RunFigure {
  readonly probe: string;
  /** The probe, and what it measured, as in comparisons: `iperf/1`. */
  readonly id: string;
}

/** All figures of a run, those of each probe as its kind names them. A figure without values is left out: it was not measured. */
export const figuresOf = (probes: readonly ProbeResult[]): HistoryFigure[] =>
  probes.flatMap((probe) =>
    (kindOf(probe).reading.figures?.(probe) ?? [])
      .filter(({ values }) => values.length > 0)
      .map((figure) => ({
        ...figure,
        probe: probe.name,
        id: `${probe.name}/${figure.key}`,
        // A lab can have several probes of a kind.
        title: probe.name === probe.kind ? figure.title : `${figure.title} (${probe.name})`,
      })),
  );
