import { describe, type Statistics } from "../figures/statistics.ts";
import { type Fit, fitPower } from "./fit.ts";
import type { Figures, MeasuredPoint, ScaleRecord } from "./record.ts";

/** One of the figures that are shown: its names, and the unit that `size` of it make. */
export interface Metric {
  readonly key: keyof Omit<Figures, "status">;
  readonly title: string;
  /** The title where there is little room. */
  readonly short: string;
  /** What grows, as the subject of a sentence. */
  readonly subject: string;
  readonly unit: string;
  readonly size: number;
}

export const metrics: readonly Metric[] = [
  {
    key: "sessions",
    title: "BGP sessions",
    short: "Sessions",
    subject: "sessions",
    unit: "",
    size: 1,
  },
  {
    key: "startSeconds",
    title: "Daemons started",
    short: "Start",
    subject: "the time to start all daemons",
    unit: "s",
    size: 1,
  },
  {
    key: "routedSeconds",
    title: "Every route, after that",
    short: "Routes",
    subject: "the time from then until every host has every route",
    unit: "s",
    size: 1,
  },
  {
    key: "proportionalBytes",
    title: "BIRD's memory",
    short: "Memory",
    subject: "BIRD's memory",
    unit: "MB",
    size: 1e6,
  },
  {
    key: "cpuSeconds",
    title: "BIRD's CPU time",
    short: "CPU",
    subject: "BIRD's CPU time",
    unit: "s",
    size: 1,
  },
  {
    key: "sentBytes",
    title: "Sent by all hosts",
    short: "Sent",
    subject: "what hosts send",
    unit: "kB",
    size: 1e3,
  },
  {
    key: "reconvergedSeconds",
    title: "Reconverged after one host left",
    short: "Reconv.",
    subject: "the time to reconverge",
    unit: "ms",
    size: 1e-3,
  },
];

/** The repeats of one point. */
export interface PointSummary {
  readonly mode: string;
  readonly hosts: number;
  readonly samples: readonly Figures[];
  readonly failed: number;
}

/** In the order of hosts, then modes; points of which nothing was measured yet are left out. */
export function summaryOf(record: ScaleRecord): PointSummary[] {
  return record.hosts.flatMap((hosts) =>
    record.modes.flatMap((mode) => {
      const points = record.points.filter((point) => point.mode === mode && point.hosts === hosts);
      const samples = points.flatMap(figuresOf);
      return points.length === 0 ? [] : [{ mode, hosts, samples, failed: points.length - samples.length }];
    }),
  );
}

/** The repeats' figures, in the metric's unit. */
export const statisticsOf = ({ samples, failed }: PointSummary, { key, size }: Metric): Statistics =>
  describe(
    samples.map((figures) => figures[key] / size),
    failed,
  );

/** How a figure grows with the number of hosts in a mode, over every sample that there is; null where these are too few. */
export const fitOf = (record: ScaleRecord, mode: string, { key }: Metric): Fit | null =>
  fitPower(samplesOf(record, mode).map(({ hosts, figures }) => ({ n: hosts, y: figures[key] })));

/** The numbers of hosts of a mode's samples, one for each sample. */
export const sizesOf = (record: ScaleRecord, mode: string): number[] =>
  samplesOf(record, mode).map(({ hosts }) => hosts);

const samplesOf = ({ points }: ScaleRecord, mode: string) =>
  points
    .filter((point) => point.mode === mode)
    .flatMap((point) => figuresOf(point).map((figures) => ({ hosts: point.hosts, figures })));

const figuresOf = ({ outcome }: MeasuredPoint): Figures[] => (outcome.status === "ok" ? [outcome] : []);
