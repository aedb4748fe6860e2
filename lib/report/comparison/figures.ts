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
function ratioText(ratio: Ratio | null): string {
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

/** A line for each lab; the twin's, which tells the noise, follows the lab whose twin it is. */
export function linesOf({ metric: { unit }, labs, twin }: MetricSummary): Line[] {
  const lines = labs.map((figures) => ({
    lab: figures.lab,
    cells: figureCells(figures, unit, differentText(figures.ratio)),
  }));
  if (twin === null) return lines;
  const noise = twin.floor === null ? "noise not known" : `noise ${percent(twin.floor)}`;
  lines.splice(1, 0, { lab: `${twin.lab} (twin)`, cells: figureCells(twin, unit, noise) });
  return lines;
}

/** `5 rounds`, or how far it came. */
export function roundsText({ rounds, turns, labs, twin }: ComparisonRecord): string {
  const inRound = labs.length + (twin?.status === "measured" ? 1 : 0);
  const whole = Math.floor(turns.length / Math.max(1, inRound));
  return whole === rounds ? plural(rounds, "round") : `${whole} of ${plural(rounds, "round")}`;
}
