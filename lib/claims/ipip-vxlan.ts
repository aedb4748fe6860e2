import { rounded } from "../figures/format.ts";
import { leastCoverage } from "../figures/median-interval.ts";
import { describe } from "../figures/statistics.ts";
import type { Figure } from "../probes/comparison.ts";
import { iperfKind } from "../probes/iperf.ts";
import { resultsOf } from "../probes/kinds.ts";
import { type Metric, metricsOf } from "../results/comparison/metrics.ts";
import { pairedRatio } from "../results/comparison/ratio.ts";
import type { ComparisonRecord } from "../results/comparison/record.ts";
import { readingsOf } from "../results/comparison/summary.ts";
import { hardwareOf, hardwareText } from "../results/hardware.ts";
import type { Verdict } from "../results/judged-claim.ts";
import type { Claim, Evidence } from "./claim.ts";
import { unknown } from "./facts/machines.ts";
import { sameMachines } from "./facts/same-machines.ts";
import { gigabits, seconds } from "./figures.ts";

/** What IPIP's throughput may be at least and at most, of VXLAN's, to be about the same: two thirds, and the inverse. */
const band = { least: 0.67, most: 1.5 };

const [ipip, vxlan] = ["lab-calico-ipip", "lab-vxlan-routed"] as const;

export const ipipVxlan: Claim = {
  id: "ipip-vxlan",
  sentence:
    "With IPIP, network performance drops by the work of packing and unpacking. Measured, Calico's IPIP performs about like flannel's VXLAN.",
  checks: [{ inTurns: [ipip, vxlan], facts }],
};

function facts(comparison: ComparisonRecord): Evidence[] {
  const metrics = metricsOf(comparison.probes);
  const oneStream = metrics.find(({ about }) => about.unit === "bit/s" && about.key.endsWith("/1"));
  return [
    sameMachines(comparison, [ipip, vxlan]),
    throughput(comparison, oneStream),
    ...metrics.filter(({ about }) => about.unit === "s/GB").map((metric) => cost(comparison, metric)),
  ];
}

function throughput(comparison: ComparisonRecord, metric: Metric | undefined): Evidence {
  const what = `One TCP stream by IPIP is at least ${band.least} and at most ${band.most} times as fast as by VXLAN, in the median of rounds`;
  const command = clientOf(comparison);
  if (!metric) return { what, ...unknown("no probe of one stream was compared"), command };
  const { of, to, ratio } = against(comparison, metric);
  const { median, interval, n } = ratio;
  if (median === null || interval === null || interval.coverage < leastCoverage)
    return {
      what,
      ...unknown(`${n} of ${comparison.rounds} rounds have both figures, and fewer than 5 tell nothing`),
      command,
    };
  return {
    what,
    shows: `${ratioText(ratio)}, ${said(of, gigabits)} against ${said(to, gigabits)}, on ${hardwareText(hardwareOf(comparison))}`,
    verdict: verdictOn(median, interval),
    command,
  };
}

/** A median outside of the band is no proof while its interval reaches into it: then more rounds are needed. */
function verdictOn(median: number, { low, high }: { low: number; high: number }): Verdict {
  if (band.least <= median && median <= band.most) return "holds";
  return low <= band.most && high >= band.least ? "unknown" : "fails";
}

/** The same machine spends it, whatever the throughput: no verdict rests on it. */
function cost(comparison: ComparisonRecord, metric: Metric): Evidence {
  const { of, to, ratio } = against(comparison, metric);
  return {
    what: `${metric.about.title} at both ends, per GB`,
    shows: `${said(of, seconds)} against ${said(to, seconds)}${ratio.median === null ? "" : `, ratio ${ratioText(ratio)}`}`,
    verdict: "stated",
    command: null,
  };
}

function against(comparison: ComparisonRecord, metric: Metric) {
  const readings = (lab: string) => readingsOf(comparison, metric, nameOf(comparison, lab));
  const [of, to] = [readings(ipip), readings(vxlan)];
  return { of, to, ratio: pairedRatio(of, to, metric.about.noise) };
}

const nameOf = ({ labs }: ComparisonRecord, lab: string): string =>
  labs.find((candidate) => candidate.lab === lab)?.name ?? lab;

/** `0.98 (0.93–1.04 with a probability of 93.8 %, 5 rounds)` */
function ratioText({ median, interval, n, bounds }: ReturnType<typeof pairedRatio>): string {
  if (median === null) return "none";
  const range = interval
    ? `${rounded(interval.low)}–${rounded(interval.high)} with a probability of ${rounded(interval.coverage * 100)} %, `
    : "";
  const bound = bounds === 0 ? "" : median > 1 ? "at least " : "at most ";
  return `${bound}${rounded(median)} (${range}${n} rounds)`;
}

function said(readings: readonly (Figure | null)[], text: (value: number) => string): string {
  const { median } = describe(
    readings.flatMap((reading) => reading?.value ?? []),
    0,
  );
  return median === null ? "no figure" : text(median);
}

const clientOf = ({ turns }: ComparisonRecord): readonly string[] | null => {
  const samples = turns.flatMap(({ results }) =>
    resultsOf(iperfKind, results).flatMap((result) => result.samples),
  );
  return samples.find(({ streams }) => streams === 1)?.command.client ?? null;
};
