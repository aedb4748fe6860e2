import { median } from "simple-statistics";
import { type Difference, differencesOf } from "./facts.ts";
import type { HistoryRun } from "./history-run.ts";
import type { HistoryFigure } from "./run-figures.ts";

/** A figure in one of two runs. */
export interface Side {
  readonly median: number;
  /** Samples. */
  readonly n: number;
  readonly settings: string;
}

export interface FigureDifference extends Pick<HistoryFigure, "id" | "title" | "unit" | "better"> {
  /** Null where the run has no such figure. */
  readonly a: Side | null;
  readonly b: Side | null;
  /** b less a, in the figure's unit; null where one is missing, or the two were measured with other settings. */
  readonly difference: number | null;
  /** The difference as a fraction of a; null as well where a is 0. */
  readonly relative: number | null;
}

/** What two runs have in common and what they do not. It judges nothing: the runs are of different times. */
export interface RunDiff {
  readonly a: HistoryRun;
  readonly b: HistoryRun;
  readonly environment: readonly Difference[];
  readonly figures: readonly FigureDifference[];
}

export function diffOf(a: HistoryRun, b: HistoryRun): RunDiff {
  const all = [...a.figures, ...b.figures];
  const ids = [...new Set(all.map(({ id }) => id))];
  const figures = ids.flatMap((id) => {
    const about = all.find((figure) => figure.id === id);
    return about ? differenceOf(about, sideIn(a, id), sideIn(b, id)) : [];
  });
  return { a, b, environment: differencesOf(a.facts, b.facts), figures };
}

function sideIn({ figures }: HistoryRun, id: string): Side | null {
  const figure = figures.find((each) => each.id === id);
  if (!figure) return null;
  const { values, settings } = figure;
  return { median: median([...values]), n: values.length, settings };
}

function differenceOf(
  { id, title, unit, better }: HistoryFigure,
  a: Side | null,
  b: Side | null,
): FigureDifference {
  const difference = a && b && a.settings === b.settings ? b.median - a.median : null;
  const relative = a && difference !== null && a.median !== 0 ? difference / a.median : null;
  return { id, title, unit, better, a, b, difference, relative };
}
