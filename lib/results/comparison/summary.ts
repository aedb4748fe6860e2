import { medianInterval } from "../../figures/median-interval.ts";
import { describe } from "../../figures/statistics.ts";
import type { Figure } from "../../probes/comparison.ts";
import { type Metric, metricsOf } from "./metrics.ts";
import { pairedRatio } from "./ratio.ts";
import type { ComparisonRecord, LabFigures, MetricSummary } from "./record.ts";

type Measured = Pick<ComparisonRecord, "labs" | "probes" | "turns">;

/** What the turns amount to: for each metric every lab's figures, and their ratios to the first lab's. */
export const summariseComparison = (measured: Measured): MetricSummary[] =>
  metricsOf(measured.probes).map((metric) => ({
    metric: metric.about,
    labs: measured.labs.map(({ name }) => figuresOf(measured, metric, name)),
  }));

function figuresOf(measured: Measured, metric: Metric, lab: string): LabFigures {
  const first = measured.labs[0]?.name ?? lab;
  const own = readingsOf(measured, metric, lab);
  const figures = own.flatMap((reading) => reading?.value ?? []);
  const missing = own.length - figures.length;
  const { n, median } = describe(figures, missing);
  return {
    lab,
    values: own.map((reading) => reading?.value ?? null),
    missing,
    n,
    median,
    interval: medianInterval(figures),
    ratio:
      lab === first
        ? null
        : { to: first, ...pairedRatio(own, readingsOf(measured, metric, first), metric.about.noise) },
  };
}

/** A lab's figures in the rounds that were begun. */
export function readingsOf(
  { turns }: Pick<Measured, "turns">,
  metric: Metric,
  lab: string,
): (Figure | null)[] {
  const rounds = Math.max(0, ...turns.map(({ round }) => round));
  return Array.from({ length: rounds }, (_, index) =>
    metric.read(turns.find((turn) => turn.round === index + 1 && turn.lab === lab)?.results ?? []),
  );
}
