import { median, medianAbsoluteDeviation } from "simple-statistics";
import { changePoints } from "../figures/change-points.ts";
import { isSameHardware, type RecordedHardware } from "../results/hardware.ts";
import { type Difference, differencesOf } from "./facts.ts";
import { type HistoryRun, inOrder } from "./history-run.ts";
import type { HistoryFigure } from "./run-figures.ts";

/** A run's figure in a series. */
export interface Point {
  readonly run: HistoryRun;
  readonly values: readonly number[];
  readonly median: number;
}

/** Where a series changed: its level, or how far it spreads. */
export interface Change {
  /** The place of the first point after it. */
  readonly at: number;
  /** How often chance alone shows as clear a change. */
  readonly p: number;
  /** The medians of the points from the change before to the one after. */
  readonly before: number;
  readonly after: number;
  /** How far from these medians half of the points are. */
  readonly spread: { readonly before: number; readonly after: number };
  /** What the last run before it and the first one after it do not share. */
  readonly differences: readonly Difference[];
}

/** One figure over all runs in which it was measured with the same settings on the same hardware, oldest first. */
export interface Series extends Omit<HistoryFigure, "values"> {
  readonly hardware: RecordedHardware;
  readonly points: readonly Point[];
  readonly changes: readonly Change[];
}

/** The runs on the same hardware, oldest first, and their series, in the order in which the newest runs have their figures. */
export interface Part {
  readonly hardware: RecordedHardware;
  readonly runs: readonly HistoryRun[];
  readonly series: readonly Series[];
}

/** A lab's history, by hardware: that of the newest run first, because figures of different hardware are never set against each other. */
export function historyOf(runs: readonly HistoryRun[]): Part[] {
  const newestFirst = inOrder(runs).reverse();
  const hardware: RecordedHardware[] = [];
  for (const run of newestFirst)
    if (!hardware.some((each) => isSameHardware(each, run.hardware))) hardware.push(run.hardware);
  return hardware.map((each) => {
    const own = newestFirst.filter((run) => isSameHardware(run.hardware, each));
    return { hardware: each, runs: own.toReversed(), series: seriesOf(own, each) };
  });
}

function seriesOf(newestFirst: readonly HistoryRun[], hardware: RecordedHardware): Series[] {
  const series = new Map<string, { about: HistoryFigure; points: Point[] }>();
  for (const run of newestFirst)
    for (const figure of run.figures) {
      const key = JSON.stringify([figure.id, figure.unit, figure.settings]);
      const own = series.get(key) ?? { about: figure, points: [] };
      own.points.push({ run, values: figure.values, median: median([...figure.values]) });
      series.set(key, own);
    }
  return [...series.values()].map(({ about, points }) => {
    const { values: _, ...rest } = about;
    const inTime = points.reverse();
    return { ...rest, hardware, points: inTime, changes: changesIn(inTime) };
  });
}

function changesIn(points: readonly Point[]): Change[] {
  const found = changePoints(points.map((point) => point.median));
  const bounds = [0, ...found.map(({ at }) => at), points.length];
  const part = (index: number) => points.slice(bounds[index], bounds[index + 1]).map((point) => point.median);
  return found.map(({ at, p }, index) => {
    const [before, after] = [part(index), part(index + 1)];
    return {
      ...{ at, p, before: median(before), after: median(after) },
      spread: { before: medianAbsoluteDeviation(before), after: medianAbsoluteDeviation(after) },
      differences: differencesOf(points[at - 1]?.run.facts ?? {}, points[at]?.run.facts ?? {}),
    };
  });
}
