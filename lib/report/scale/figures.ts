import { count, significant } from "../../figures/format.ts";
import { enough, type Fit, isEnough, repeated } from "../../scale/fit.ts";
import type { ScaleRecord } from "../../scale/record.ts";
import {
  fitOf,
  type Metric,
  metrics,
  type PointSummary,
  sizesOf,
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

/**
 * `With N hosts, sessions grew as N^2.03 in full-mesh and as N^1.03 in route-reflector.`, for each figure; and for each mode of which
 * too little was measured to tell, what is lacking.
 */
export function growth(record: ScaleRecord): string[] {
  const told = record.modes.filter((mode) => isEnough(sizesOf(record, mode)));
  const untold = record.modes.filter((mode) => !told.includes(mode));
  return [
    ...(told.length === 0 ? [] : metrics.map((metric) => sentence(record, metric, told))),
    ...untold.map((mode) => lack(record, mode)),
  ];
}

const sentence = (record: ScaleRecord, metric: Metric, modes: readonly string[]): string =>
  `With N hosts, ${metric.subject} grew ${modes.map((mode) => power(fitOf(record, mode, metric), mode)).join(" and ")}.`;

/** An exponent is told where the line explains nine tenths of the samples' variance. */
function power(fit: Fit | null, mode: string): string {
  if (fit === null)
    return `by no power of N that is known in ${mode} (too few numbers of hosts with figures above zero)`;
  return fit.r2 === null || fit.r2 >= 0.9
    ? `as N^${fit.exponent.toFixed(2)} in ${mode}`
    : `by no clear power of N in ${mode} (R² is below 0.9)`;
}

/** `No exponents of full-mesh: they take three …, and there are 2 of 3 (10, 20).` */
function lack(record: ScaleRecord, mode: string): string {
  const sizes = repeated(sizesOf(record, mode));
  const number = sizes.length === 0 ? "none" : count(sizes.length);
  const which = sizes.length === 0 ? "" : ` (${sizes.map(count).join(", ")})`;
  return `No exponents of ${mode}: they take ${enough}, and there ${sizes.length > 1 ? "are" : "is"} ${number} of ${count(record.hosts.length)}${which}.`;
}

/** Why points have no figures. */
export const failures = ({ points }: ScaleRecord): string[] =>
  points.flatMap(({ mode, hosts, repeat, outcome }) =>
    outcome.status === "failed" ? `${mode}, ${hosts} hosts, repeat ${repeat}: ${outcome.reason}` : [],
  );
