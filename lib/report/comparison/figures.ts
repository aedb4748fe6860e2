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
import type { ComparisonRecord, LabFigures, Ratio } from "../../results/comparison/record.ts";

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
export const firstOf = ({ labs: [first] }: ComparisonRecord): string => first?.name ?? "the first lab";

/** What a line says of a lab: rounds with a figure, median, interval, ratio, and whether that is a difference. */
export const figureCells = (figures: LabFigures, unit: string): string[] => [
  `${count(figures.n)} of ${count(figures.n + figures.missing)}`,
  figureText(figures.median, unit),
  intervalText(figures, unit),
  ratioText(figures.ratio),
  differentText(figures.ratio),
];

/** What makes a difference count, with this comparison's own numbers. */
export function howToRead({ summary }: ComparisonRecord): string[] {
  const coverages = coverageOf(summary.flatMap(({ labs }) => labs));
  const noises = summary.map(({ metric }) => `${percent(metric.noise)} for ${metric.quantity}`);
  const bounds = summary.some(({ labs }) => labs.some(({ ratio }) => (ratio?.bounds ?? 0) > 0));
  return [
    coverages === ""
      ? "There are no intervals: they need two rounds with figures. Ratios are taken in each round."
      : `Intervals are of the median, between samples, whatever their distribution; they hold it with a probability of ${coverages}. Ratios are taken in each round.`,
    `Two labs are different when the ratio's interval excludes 1 and its median is further from 1 than equal labs are in one round (standard deviation: ${[...new Set(noises)].join(", ") || "not measured"}).`,
    ...(bounds
      ? [
          "≥ and ≤: one of the two is too little to be counted, and the ratio is the nearest to 1 that it can be.",
        ]
      : []),
  ];
}

/** `93.8 %`, or the least and the greatest where labs lack different rounds. */
function coverageOf(figures: readonly LabFigures[]): string {
  const all = figures.flatMap(({ interval, ratio }) => [interval, ratio?.interval ?? null]);
  const known = [...new Set(all.flatMap((interval) => interval?.coverage ?? []))].sort((a, b) => a - b);
  return [...new Set([known[0], known.at(-1)])]
    .flatMap((value) => (value === undefined ? [] : percent(value)))
    .join(" to ");
}

/** Why samples have no figure. */
export const failures = ({ turns }: ComparisonRecord): string[] =>
  turns.flatMap(({ round, lab, results }) =>
    results.flatMap(({ name, status, reason }) =>
      status === "failed" ? `round ${round}, ${lab}, ${name}: ${reason ?? "no reason given"}` : [],
    ),
  );

/** `5 rounds`, or how far it came. */
export function roundsText({ rounds, turns, labs }: ComparisonRecord): string {
  const whole = Math.floor(turns.length / Math.max(1, labs.length));
  return whole === rounds ? plural(rounds, "round") : `${whole} of ${plural(rounds, "round")}`;
}
