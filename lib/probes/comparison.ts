import type { z } from "zod";

/** What figures are measured in. */
export type Unit = "bit/s" | "s/GB" | "%" | "µs" | "ms" | "s" | "bytes" | "packets" | "packets/s";

/** How a kind's figures are compared between labs that are probed in turns. */
export interface Comparison<Spec, Result, Settings extends object = object> {
  /** The options that must be the same in all labs. The record keeps them. */
  readonly settings: z.ZodObject & z.ZodType<Settings>;
  /** The settings in words, for a complaint: `3 s after 1 s with 1 and 8 streams`. */
  inWords(settings: Settings): string;
  /** The probe as a round has it: with one sample, because rounds make the samples. */
  once(spec: Spec): Spec;
  /** True when there is a figure, be the probe whole or not. */
  hasFigure(result: Result): boolean;
  metrics(settings: Settings): readonly Metric<Result>[];
}

/** A figure that is compared, and how it is read from one round's result; null where that has none. */
export interface Metric<Result> {
  /** Tells it apart from the kind's other ones. */
  readonly key: string;
  readonly title: string;
  readonly unit: Unit;
  /** What it is a figure of, in a sentence: `throughput`. */
  readonly quantity: string;
  /** How far from 1 the ratio of two equal labs is in a round: its standard deviation. */
  readonly noise: number;
  readonly better: Better;
  /** Whether a gate judges it where nobody says which figures to judge: it is steady enough for that. */
  readonly judged: boolean;
  read(result: Result): Figure | null;
  /** True where the sample is sound and has no such figure all the same: too few replies for a percentile. @default never */
  isUntold?(result: Result): boolean;
}

/** One figure of a lab in one round. */
export interface Figure {
  readonly value: number;
  /** The least value that can be told from 0, e.g. because the kernel counts CPU time in ticks. */
  readonly least: number;
}

/** Which way of a figure is good. */
export type Better = "more" | "less";
