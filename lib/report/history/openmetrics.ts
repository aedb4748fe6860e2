import { max, median, min } from "simple-statistics";
import { type HistoryRun, inOrder } from "../../history/history-run.ts";
import type { HistoryFigure } from "../../history/run-figures.ts";
import type { Unit } from "../../probes/comparison.ts";

/** Units as OpenMetrics has them: base units, in words that end the metric's name. */
const units: Readonly<Record<Unit, { readonly name: string; readonly size: number }>> = {
  "bit/s": { name: "bits_per_second", size: 1 },
  "s/GB": { name: "seconds_per_gigabyte", size: 1 },
  "%": { name: "ratio", size: 0.01 },
  µs: { name: "seconds", size: 1e-6 },
  ms: { name: "seconds", size: 0.001 },
  s: { name: "seconds", size: 1 },
  bytes: { name: "bytes", size: 1 },
  packets: { name: "packets", size: 1 },
  "packets/s": { name: "packets_per_second", size: 1 },
};

interface Sample {
  readonly family: string;
  readonly unit: string;
  readonly help: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly at: number;
}

/**
 * Figures of runs in OpenMetrics' text format (version 1.0), for Prometheus' `promtool tsdb create-blocks-from openmetrics` and whatever else
 * reads it. Each run is a point at the time when it began; the labels tell labs, hardware and figures apart, and not runs, so that a figure is
 * one series. What a run does not have is no sample.
 */
export function openMetrics(runs: readonly HistoryRun[]): string {
  const families = groupedBy(inOrder(runs).flatMap(samplesOf), ({ family }) => family);
  return [...[...families.values()].flatMap(familyLines), "# EOF", ""].join("\n");
}

function samplesOf(run: HistoryRun): Sample[] {
  const { hostKind, accelerator, userNamespace, cpu } = run.hardware;
  const labels = {
    ...{ lab: run.name, host_kind: hostKind },
    ...{ accelerator: accelerator ?? "none", user_namespace: userNamespace, cpu },
  };
  const at = Date.parse(run.startedAt);
  const seconds = run.finishedAt === null ? -1 : (Date.parse(run.finishedAt) - at) / 1000;
  const passed = { passed: 1, failed: 0 }[run.status as string];
  const own = (name: string, unit: string, help: string, value: number): Sample => ({
    ...{ family: `underlay_run_${name}`, unit, help, labels, value, at },
  });
  return [
    ...(passed === undefined
      ? []
      : [own("passed", "", "Whether all probes and claims of the run passed", passed)]),
    // Where the clock was set back meanwhile nobody knows.
    ...(seconds < 0 ? [] : [own("duration_seconds", "seconds", "How long the run took", seconds)]),
    ...run.figures.flatMap((figure) => figureSamples(figure, labels, at)),
  ];
}

function figureSamples(
  { probe, key, settings, quantity, unit, values }: HistoryFigure,
  labels: Sample["labels"],
  at: number,
): Sample[] {
  const { name, size } = units[unit];
  const all = [...values];
  const statistics = { median: median(all), min: min(all), max: max(all) };
  return Object.entries(statistics).map(([statistic, value]) => ({
    family: `underlay_${word(quantity)}_${name}`,
    ...{ unit: name, help: `${quantity} of the samples of a run` },
    labels: { ...labels, probe, figure: key, settings, statistic },
    // 0.114 ms are 0.000114 s, and not 0.00011400000000000001.
    ...{ value: Number((value * size).toPrecision(15)), at },
  }));
}

function familyLines(samples: readonly Sample[]): string[] {
  const [first] = samples;
  if (!first) return [];
  const { family, unit, help } = first;
  const series = groupedBy(samples, ({ labels }) => labelText(labels));
  return [
    `# TYPE ${family} gauge`,
    ...(unit === "" ? [] : [`# UNIT ${family} ${unit}`]),
    `# HELP ${family} ${escaped(help)}.`,
    ...[...series].flatMap(([labels, own]) => seriesLines(family, labels, own)),
  ];
}

/** In the order of their first samples. */
function groupedBy(samples: readonly Sample[], keyOf: (sample: Sample) => string): Map<string, Sample[]> {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const key = keyOf(sample);
    const group = groups.get(key);
    if (group) group.push(sample);
    else groups.set(key, [sample]);
  }
  return groups;
}

/** Points of a series may not share a time: of two runs that began in one millisecond the later one is a millisecond later. */
function seriesLines(family: string, labels: string, samples: readonly Sample[]): string[] {
  let last = Number.NEGATIVE_INFINITY;
  return samples.map(({ value, at }) => {
    last = Math.max(at, last + 1);
    return `${family}{${labels}} ${value} ${(last / 1000).toFixed(3)}`;
  });
}

const labelText = (labels: Sample["labels"]): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(",");

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

const word = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
