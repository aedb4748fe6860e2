import {
  count,
  percent,
  plural,
  rate,
  rateRange,
  rateUnit,
  rounded,
  significant,
} from "../../figures/format.ts";
import type { ComparisonRecord, LabFigures, MetricSummary, Ratio } from "../../results/comparison/record.ts";

/** How figures of a unit are said: alone, and as a range beside a figure that has the unit. */
interface Saying {
  say(value: number): string;
  range(low: number, high: number, median: number): string;
}

const units: Readonly<Record<string, Saying>> = {
  "bit/s": {
    say: rate,
    range: (low, high, median) => rateRange(low, high, rateUnit(median)),
  },
  "s/GB": {
    // Kernels count CPU time in ticks, so a figure of 0 means less than one tick.
    say: (value) => (value === 0 ? "none measurable" : `${significant(value)} s/GB`),
    range: (low, high) => `${significant(low)}–${significant(high)}`,
  },
};

const sayingOf = (unit: string): Saying =>
  units[unit] ?? {
    say: (value) => `${significant(value)} ${unit}`,
    range: (low, high) => `${significant(low)}–${significant(high)}`,
  };

export const figureText = (value: number | null, unit: string): string =>
  value === null ? "no figure" : sayingOf(unit).say(value);

/** `3.99–9.50`, in the median's unit. */
const intervalText = ({ median, interval }: LabFigures, unit: string): string =>
  median === null || interval === null || interval.high === 0
    ? "–"
    : sayingOf(unit).range(interval.low, interval.high, median);

/** `0.046 (0.044–0.049)`; behind `≥` or `≤` where the true ratio is that or further from 1. */
export function ratioText(ratio: Ratio | null): string {
  if (ratio === null) return "–";
  const { median, interval, bounds } = ratio;
  if (median === null) return "no ratio";
  const sign = bounds === 0 ? "" : median > 1 ? "≥ " : "≤ ";
  return (
    sign +
    rounded(median) +
    (interval === null ? "" : ` (${rounded(interval.low)}–${rounded(interval.high)})`)
  );
}

function differentText(ratio: Ratio | null): string {
  if (ratio === null) return "–";
  if (ratio.different === null) return "not known";
  return ratio.different ? "yes" : "no";
}

/** Of the lab that the others are set against. */
export const firstOf = ({ labs: [first] }: Pick<ComparisonRecord, "labs">): string =>
  first?.name ?? "the first lab";

/** What a line says of a lab: rounds with a figure, median, interval, ratio, and whether that is a difference. */
const figureCells = (figures: LabFigures, unit: string, different: string): string[] => [
  `${count(figures.n)} of ${count(figures.n + figures.missing)}`,
  figureText(figures.median, unit),
  intervalText(figures, unit),
  ratioText(figures.ratio),
  different,
];

/** A line of a figure's table. */
export interface Line {
  readonly lab: string;
  readonly cells: readonly string[];
}

/** A lab's figures or its twin's, by the name that is shown. */
export interface Member extends LabFigures {
  readonly title: string;
  readonly isTwin: boolean;
}

/** The labs in their order; the twin follows the lab whose twin it is. */
export function membersOf({ labs, twin }: Pick<MetricSummary, "labs" | "twin">): Member[] {
  const [first, ...others] = labs.map((figures) => ({ ...figures, title: figures.lab, isTwin: false }));
  if (!first) return [];
  return [first, ...(twin ? [{ ...twin, title: `${twin.lab} (twin)`, isTwin: true }] : []), ...others];
}

/** A line for each of them. In place of a difference the twin's tells the noise. */
export function linesOf(summary: MetricSummary): Line[] {
  const { metric, twin } = summary;
  const noise = twin === null || twin.floor === null ? "not known" : `noise ${percent(twin.floor)}`;
  return membersOf(summary).map(({ title, isTwin, ...figures }) => ({
    lab: title,
    cells: figureCells(figures, metric.unit, isTwin ? noise : differentText(figures.ratio)),
  }));
}

/** `5 rounds`, or how far it came. */
export function roundsText({ rounds, turns, labs }: ComparisonRecord): string {
  const own = turns.filter(({ lab }) => labs.some(({ name }) => name === lab));
  const whole = Math.floor(own.length / Math.max(1, labs.length));
  return whole === rounds ? plural(rounds, "round") : `${whole} of ${plural(rounds, "round")}`;
}
