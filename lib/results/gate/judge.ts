import { type Metric, metricsOf } from "../comparison/metrics.ts";
import type { ComparisonRecord, GateRecord, JudgedFigure } from "../comparison/record.ts";
import { judgedRatios, judgedReadings, ratiosOver, sharesOf, untoldIn } from "./ratios.ts";
import { judgeFigure, type Rule, together } from "./verdict.ts";

type Measured = Pick<ComparisonRecord, "probes" | "turns">;

/** What a gate is asked. */
export interface GateQuestion {
  readonly lab: string;
  readonly reference: string;
  readonly origin: string | null;
  readonly rule: GateRecord["rule"];
  /** The keys of the figures that are judged. */
  readonly judged: readonly string[];
  /** What another day's figures were, where the lab is set against these. */
  readonly baseline?: Stored;
}

/** Figures of another day: shares of the reference (ratios.ts), as it was then, by their keys and round by round. */
export interface Stored {
  readonly about: NonNullable<GateRecord["baseline"]>;
  readonly figures: Readonly<Record<string, readonly (number | null)[]>>;
}

/** The keys of the figures that these probes have, and of those that are judged where nobody says which. */
export function figuresOf(probes: Measured["probes"]): { all: string[]; steady: string[] } {
  const metrics = metricsOf(probes);
  const keys = (chosen: readonly Metric[]) => chosen.map(({ about }) => about.key);
  return { all: keys(metrics), steady: keys(metrics.filter(({ judged }) => judged)) };
}

/** What the rounds say by now. Figures that are not judged are shown with intervals that are as sure. */
export function judge(
  measured: Measured,
  { lab, reference, origin, rule, judged, baseline }: GateQuestion,
): GateRecord {
  const metrics = metricsOf(measured.probes);
  const look = (metric: Metric) =>
    lookAt(measured, metric, { lab, reference, rule, count: judged.length, stored: baseline?.figures });
  const isJudged = ({ about }: Metric) => judged.includes(about.key);
  const figures = metrics.filter(isJudged).map(look);
  return {
    ...{ lab, reference, origin, rule, figures, baseline: baseline?.about ?? null },
    verdict: baseline?.about.differences.length
      ? "incomparable"
      : together(figures.map(({ verdict }) => verdict)),
    // Of what is not judged there is nothing from another day.
    shown: baseline ? [] : metrics.filter((metric) => !isJudged(metric)).map(look),
  };
}

interface Look {
  readonly lab: string;
  readonly reference: string;
  readonly rule: Rule;
  /** How many figures share the rule's error. */
  readonly count: number;
  readonly stored: Stored["figures"] | undefined;
}

function lookAt(
  measured: Measured,
  metric: Metric,
  { lab, reference, rule, count, stored }: Look,
): JudgedFigure {
  const { about, better } = metric;
  const { key, title } = about;
  const [of, to] = [judgedReadings(measured, metric, lab), judgedReadings(measured, metric, reference)];
  const ratios = stored
    ? ratiosOver(sharesOf(of, to), stored[key] ?? [], better)
    : judgedRatios(of, to, better);
  const known = ratios.filter((ratio) => ratio !== null);
  // A baseline has only figures that every sound sample has.
  const untold = stored ? undefined : untoldIn(of, to);
  const { loss, ...rest } = judgeFigure(known, better, rule, Math.max(1, count), untold);
  const { median, low, high } = loss;
  return {
    ...{ key, title, better, ...rest },
    loss: { ...loss, median: finite(median), low: finite(low), high: finite(high) },
  };
}

/** JSON has no infinity. */
const finite = (loss: number | null): number | null => (Number.isFinite(loss) ? loss : null);
