import { medianInterval } from "../../figures/median-interval.ts";
import { describe } from "../../figures/statistics.ts";
import type { Figure } from "../../probes/comparison.ts";
import { type Metric, metricsOf } from "./metrics.ts";
import { pairedRatio } from "./ratio.ts";
import type { ComparisonRecord, LabFigures, MetricSummary, TwinFigures } from "./record.ts";
import { coverageOfEach, ratiosOf } from "./together.ts";
import { noiseFloor } from "./twin.ts";

type Measured = Pick<ComparisonRecord, "labs" | "probes" | "turns"> & Partial<Pick<ComparisonRecord, "twin">>;

/** What the turns amount to: for each metric every lab's figures, and their ratios to the first lab's. */
export const summariseComparison = (measured: Measured): MetricSummary[] =>
  metricsOf(measured.probes).map((metric) => {
    const twin = twinFigures(measured, metric);
    const noise = twin?.floor ?? metric.about.noise;
    return {
      metric: { ...metric.about, noise },
      labs: measured.labs.map(({ name }) => labFigures(measured, { ...metric, noise }, name)),
      twin,
    };
  });

function labFigures(
  measured: Measured,
  metric: Metric & { readonly noise: number },
  lab: string,
): LabFigures {
  const first = firstOf(measured);
  const own = readingsOf(measured, metric, lab);
  const coverage = coverageOfEach(ratiosOf(measured.labs.length, measured.probes));
  return {
    ...distributionOf(lab, own),
    ratio:
      lab === first
        ? null
        : { to: first, ...pairedRatio(own, readingsOf(measured, metric, first), metric.noise, coverage) },
  };
}

/** Nothing is told of a twin: it is what tells of the others. */
function twinFigures(measured: Measured, metric: Metric): TwinFigures | null {
  if (measured.twin?.status !== "measured") return null;
  const { lab } = measured.twin;
  const first = firstOf(measured);
  const own = readingsOf(measured, metric, lab);
  const ratio = pairedRatio(own, readingsOf(measured, metric, first), 0);
  return {
    ...distributionOf(lab, own),
    ratio: { to: first, ...ratio, different: null },
    floor: noiseFloor(ratio.values.filter((value) => value !== null)),
  };
}

const firstOf = ({ labs: [first] }: Measured): string => first?.name ?? "";

function distributionOf(lab: string, readings: readonly (Figure | null)[]) {
  const figures = readings.flatMap((reading) => reading?.value ?? []);
  const missing = readings.length - figures.length;
  const { n, median } = describe(figures, missing);
  const values = readings.map((reading) => reading?.value ?? null);
  return { lab, values, missing, n, median, interval: medianInterval(figures) };
}

/** A lab's figures in the rounds that were begun. */
export const readingsOf = (measured: Turns, { read }: Metric, lab: string): (Figure | null)[] =>
  inRounds(measured, lab, read);

type Turns = Pick<Measured, "turns">;

/** What `read` makes of the results of each of a lab's turns, in the rounds that were begun; of none where it had no turn. */
export function inRounds<T>({ turns }: Turns, lab: string, read: (results: Results) => T): T[] {
  // After every turn all are read again: each is to be found at once.
  const own = new Map(
    turns.flatMap((turn) => (turn.lab === lab ? [[turn.round, turn.results] as const] : [])),
  );
  const rounds = turns.reduce((most, { round }) => Math.max(most, round), 0);
  return Array.from({ length: rounds }, (_, index) => read(own.get(index + 1) ?? []));
}

type Results = ComparisonRecord["turns"][number]["results"];
