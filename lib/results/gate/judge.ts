import { type Metric, metricsOf } from "../comparison/metrics.ts";
import { pairsOf } from "../comparison/ratio.ts";
import type { ComparisonRecord, GateRecord, JudgedFigure } from "../comparison/record.ts";
import { readingsOf } from "../comparison/summary.ts";
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
  { lab, reference, origin, rule, judged }: GateQuestion,
): GateRecord {
  const metrics = metricsOf(measured.probes);
  const look = (metric: Metric) => lookAt(measured, metric, { lab, reference, rule, count: judged.length });
  const isJudged = ({ about }: Metric) => judged.includes(about.key);
  const figures = metrics.filter(isJudged).map(look);
  return {
    ...{ lab, reference, origin, rule, figures },
    verdict: together(figures.map(({ verdict }) => verdict)),
    shown: metrics.filter((metric) => !isJudged(metric)).map(look),
  };
}

interface Look {
  readonly lab: string;
  readonly reference: string;
  readonly rule: Rule;
  /** How many figures share the rule's error. */
  readonly count: number;
}

function lookAt(measured: Measured, metric: Metric, { lab, reference, rule, count }: Look): JudgedFigure {
  const readings = (name: string) => readingsOf(measured, metric, name);
  const ratios = pairsOf(readings(lab), readings(reference)).flatMap((pair) => pair?.value ?? []);
  const { loss, ...rest } = judgeFigure(ratios, metric.better, rule, Math.max(1, count));
  const { key, title } = metric.about;
  return {
    ...{ key, title, better: metric.better, ...rest },
    loss: { ...loss, low: finite(loss.low), high: finite(loss.high) },
  };
}

/** JSON has no infinity. A loss of the whole figure is no end that samples told either. */
const finite = (end: number): number | null => (Number.isFinite(end) && end !== 1 ? end : null);
