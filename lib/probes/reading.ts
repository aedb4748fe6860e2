import { median } from "simple-statistics";
import type { Statistics } from "../figures/statistics.ts";
import type { Better, Unit } from "./comparison.ts";

/** One result of a probe, as the terminal's table and the report's both show it. */
export interface ResultLine {
  /** What was measured: `client → server, 8 streams`. */
  readonly what: string;
  /** The figure to remember: `12.9 Gbit/s`. */
  readonly figure: string;
  /** How far to trust it: `12.6–13.3, n = 3`. Empty when the figure says it all. */
  readonly detail: string;
}

/** A command line and what it was run for. */
export interface Command {
  readonly what: string;
  readonly line: readonly string[];
}

/** A file beside run.json, by its relative path. */
export interface RawFile {
  readonly what: string;
  readonly path: string;
}

/** Rates in groups, as the report draws them: a bar for each group's median, and every sample as a point. */
export interface Rates {
  readonly from: string;
  readonly to: string;
  /** What was sent: `TCP by iperf3`. */
  readonly of: string;
  /** What tells the groups apart: `Streams`. */
  readonly by: string;
  readonly groups: readonly RateGroup[];
  /** What else a sample tells, as the headings of its `cells`. */
  readonly columns: readonly string[];
  /** In the order in which they were taken. */
  readonly samples: readonly RateSample[];
}

export interface RateGroup {
  /** Below what tells them apart: `8`. */
  readonly name: string;
  /** Alone: `8 streams`. */
  readonly label: string;
  /** As received. */
  readonly bitsPerSecond: Statistics;
}

export type RateSample = {
  /** Its group's label. */
  readonly group: string;
  /** From 1. */
  readonly sample: number;
} & (
  | { readonly status: "ok"; readonly bitsPerSecond: number; readonly cells: readonly string[] }
  | { readonly status: "failed"; readonly reason: string }
);

/** One figure of a run as it is followed from run to run, with what comparisons call it. */
export interface RunFigure {
  /** Tells it apart from the probe's other ones. */
  readonly key: string;
  readonly title: string;
  readonly unit: Unit;
  /** What it is a figure of: `throughput`. */
  readonly quantity: string;
  readonly better: Better;
  /**
   * What tells figures of the same name apart that cannot be set against each other, which is what must be the same in labs that are
   * compared: `samples of 3 s after 1 s`. Empty where nothing does.
   */
  readonly settings: string;
  /** One for each sample that has it, in their order; none where the probe has no such figure. */
  readonly values: readonly number[];
}

/** What a figure is called and measured in. */
export type FigureName = Omit<RunFigure, "settings" | "values">;

/** What one figure does while another rises, as the report draws it. */
export interface Curve {
  readonly from: string;
  readonly to: string;
  /** What is drawn: `Loss of UDP at the rates that were tried`. */
  readonly of: string;
  readonly x: CurveAxis;
  readonly y: CurveAxis;
  readonly lines: readonly CurveLine[];
  /** False for points that no line joins. */
  readonly isJoined: boolean;
  /** The same in figures, for those who read: the first heading is that of the rows' names. */
  readonly table: { readonly headings: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

export interface CurveAxis {
  /** With its unit: `Offered load, Mbit/s`. */
  readonly title: string;
  readonly scale: "linear" | "log";
  /** Values that are marked, and what is written there. @default round ones */
  readonly ticks?: readonly { readonly at: number; readonly label: string }[];
}

export interface CurveLine {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** How the results of one kind of probe are read out. Every probe has at least one line. */
export interface Reading<Result> {
  lines(probe: Result): readonly ResultLine[];
  commands(probe: Result): readonly Command[];
  files(probe: Result): readonly RawFile[];
  /** What the report has a chart of. @default nothing */
  rates?(probe: Result): Rates;
  /** What a lab's history has of it. @default nothing */
  figures?(probe: Result): readonly RunFigure[];
  /** What the report has a line chart of. @default nothing */
  curve?(probe: Result): Curve;
}

/** `samples of 3 s`, by how long they took; `inWords` says so of a kind whose samples have more settings than that. */
export const samplesOf = (
  seconds: readonly number[],
  inWords = (each: number): string => `${each} s`,
): string => (seconds.length === 0 ? "" : `samples of ${inWords(Math.round(median([...seconds])))}`);

/** What a command line that is recorded gave an option: `1` of `--omit 1`. Undefined where it left it out. */
export function optionIn(line: readonly string[], option: string): string | undefined {
  const place = line.indexOf(option);
  return place < 0 ? undefined : line[place + 1];
}
