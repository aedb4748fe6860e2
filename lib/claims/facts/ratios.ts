import { rounded } from "../../figures/format.ts";
import { describe } from "../../figures/statistics.ts";
import type { Figure } from "../../probes/comparison.ts";
import { iperfKind } from "../../probes/iperf.ts";
import { resultsOf } from "../../probes/kinds.ts";
import { type Metric, metricsOf } from "../../results/comparison/metrics.ts";
import { pairedRatio } from "../../results/comparison/ratio.ts";
import type { ComparisonRecord, Ratio } from "../../results/comparison/record.ts";
import { readingsOf } from "../../results/comparison/summary.ts";
import { coverageOfEach, roundsFor } from "../../results/comparison/together.ts";
import { hardwareOf, hardwareText } from "../../results/hardware.ts";
import type { Evidence } from "../claim.ts";
import { gigabits, seconds } from "../figures.ts";
import { unknown } from "./machines.ts";
import { again } from "./missing.ts";

/** A ratio that rounds enough were measured for to have an interval. */
export type Known = Omit<Ratio, "to" | "median" | "interval"> & {
  readonly median: number;
  readonly interval: { readonly low: number; readonly high: number; readonly coverage: number };
};

/** Two labs that were probed in turns. */
export interface Pair {
  readonly one: string;
  readonly other: string;
}

/** A fact about such a pair. */
export interface StreamFact {
  readonly what: string;
  /** So many ratios are judged, whose intervals are to hold at once. @default 1 */
  readonly among?: number;
  verdict(ratio: Known): Evidence["verdict"];
}

/** What a comparison has of one TCP stream; undefined where no probe of it was compared. */
const oneStreamIn = ({ probes }: ComparisonRecord): Metric | undefined =>
  metricsOf(probes).find(({ about }) => about.unit === "bit/s" && about.key.endsWith("/1"));

/** Whether a comparison has a figure of one TCP stream in each of these labs. */
export const hasStreams =
  (labs: readonly string[]) =>
  (comparison: ComparisonRecord): boolean => {
    const metric = oneStreamIn(comparison);
    return (
      metric !== undefined &&
      labs.every((lab) => readings(comparison, metric, lab).some((figure) => figure !== null))
    );
  };

/**
 * A fact about the throughput of one TCP stream in one lab, as the ratio to another's in the same rounds; unknown where too few rounds have
 * both for an interval.
 */
export function streamFact(comparison: ComparisonRecord, { one, other }: Pair, fact: StreamFact): Evidence {
  const { what, among = 1 } = fact;
  const command = clientOf(comparison, one);
  const metric = oneStreamIn(comparison);
  if (!metric) return { what, ...unknown("no probe of one stream was compared"), command };
  const [of, to] = [readings(comparison, metric, one), readings(comparison, metric, other)];
  const coverage = coverageOfEach(among);
  const ratio = pairedRatio(of, to, metric.about.noise, coverage);
  const { median, interval, n } = ratio;
  if (median === null || interval === null || interval.coverage < coverage)
    return {
      what,
      ...unknown(
        `${n} of ${comparison.rounds} rounds have both figures, and fewer than ${roundsFor(among)} tell nothing${moreRounds(comparison)}`,
      ),
      command,
    };
  const known = { ...ratio, median, interval };
  const verdict = fact.verdict(known);
  const shows = `${ratioText(known)}, ${said(of, gigabits)} against ${said(to, gigabits)}, on ${hardwareText(hardwareOf(comparison))}`;
  return { what, shows: verdict === "unknown" ? shows + moreRounds(comparison) : shows, verdict, command };
}

const moreRounds = (comparison: ComparisonRecord): string => `; more rounds may tell: ${again(comparison)}`;

/** Whether the first lab has more of the figure, by the interval and not by the median. */
export function isMore({ interval: { low, high } }: Known): Evidence["verdict"] {
  if (low > 1) return "holds";
  return high < 1 ? "fails" : "unknown";
}

/** What CPU time labs spend for each GB, in the order that they are named. The same machine spends it, whatever the throughput: no verdict rests on it. */
export const costFacts = (comparison: ComparisonRecord, labs: readonly string[]): Evidence[] =>
  metricsOf(comparison.probes)
    .filter(({ about }) => about.unit === "s/GB")
    .map((metric) => ({
      what: `${metric.about.title} at both ends, per GB`,
      shows: labs.map((lab) => `${lab} ${said(readings(comparison, metric, lab), seconds)}`).join(", "),
      verdict: "stated",
      command: null,
    }));

const readings = (comparison: ComparisonRecord, metric: Metric, lab: string) =>
  readingsOf(comparison, metric, nameOf(comparison, lab));

/** Turns are of instances. */
const nameOf = ({ labs }: ComparisonRecord, lab: string): string =>
  labs.find((candidate) => candidate.lab === lab)?.name ?? lab;

/** `0.98 (0.93–1.04 with a probability of 93.8 %, 5 rounds)` */
const ratioText = ({ median, interval: { low, high, coverage }, n }: Known): string =>
  `${rounded(median)} (${rounded(low)}–${rounded(high)} with a probability of ${rounded(coverage * 100)} %, ${n} rounds)`;

function said(figures: readonly (Figure | null)[], text: (value: number) => string): string {
  const { median } = describe(
    figures.flatMap((reading) => reading?.value ?? []),
    0,
  );
  return median === null ? "no figure" : text(median);
}

function clientOf(comparison: ComparisonRecord, lab: string): readonly string[] | null {
  const name = nameOf(comparison, lab);
  const samples = comparison.turns
    .filter((turn) => turn.lab === name)
    .flatMap(({ results }) => resultsOf(iperfKind, results).flatMap((result) => result.samples));
  return samples.find(({ streams }) => streams === 1)?.command.client ?? null;
}
