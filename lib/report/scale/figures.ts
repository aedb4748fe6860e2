import { count, significant } from "../../figures/format.ts";
import type { Fit } from "../../scale/fit.ts";
import type { ScaleRecord } from "../../scale/record.ts";
import {
  fitOf,
  type Metric,
  metrics,
  type PointSummary,
  statisticsOf,
  summaryOf,
} from "../../scale/summary.ts";

/** The median with its unit: `1.42 s`. */
export function medianOf(point: PointSummary, metric: Metric): string {
  const { median } = statisticsOf(point, metric);
  return median === null ? "no figure" : number(median, metric) + (metric.unit && ` ${metric.unit}`);
}

/** Median and range: `1.42 s (1.31–1.60)`. */
export function figure(point: PointSummary, metric: Metric): string {
  const { min, max } = statisticsOf(point, metric);
  const range =
    min === null || max === null || min === max ? "" : ` (${number(min, metric)}–${number(max, metric)})`;
  return medianOf(point, metric) + range;
}

/** What has no unit is counted, and needs no more digits than it has. */
const number = (value: number, { unit }: Metric): string => (unit === "" ? count(value) : significant(value));

/** A line for each number of hosts and mode: both, how many repeats have figures, and each metric as `cell` tells it. */
export const scaleRows = (
  record: ScaleRecord,
  cell: (point: PointSummary, metric: Metric) => string,
): string[][] =>
  summaryOf(record).map((point) => [
    count(point.hosts),
    point.mode,
    `${point.samples.length} of ${point.samples.length + point.failed}`,
    ...metrics.map((metric) => cell(point, metric)),
  ]);

/** `With N hosts, sessions grew as N^2.03 in full-mesh and as N^1.03 in route-reflector.`, for each figure that tells. */
export const growth = (record: ScaleRecord): string[] =>
  metrics.flatMap((metric) => {
    const known = record.modes.flatMap((mode) => {
      const fit = fitOf(record, mode, metric);
      return fit === null ? [] : power(fit, mode);
    });
    return known.length === 0 ? [] : `With N hosts, ${metric.subject} grew ${known.join(" and ")}.`;
  });

/** An exponent is told where the line explains nine tenths of the samples' variance. */
const power = ({ exponent, r2 }: Fit, mode: string): string =>
  r2 === null || r2 >= 0.9
    ? `as N^${exponent.toFixed(2)} in ${mode}`
    : `by no clear power of N in ${mode} (R² is below 0.9)`;

/** Why points have no figures. */
export const failures = ({ points }: ScaleRecord): string[] =>
  points.flatMap(({ mode, hosts, repeat, outcome }) =>
    outcome.status === "failed" ? `${mode}, ${hosts} hosts, repeat ${repeat}: ${outcome.reason}` : [],
  );
