import { plural, tick } from "../../figures/format.ts";
import type { CostResult, IperfResult, ProbeResult } from "../../probes/results.ts";
import type { ComparedProbe, MetricSummary } from "./record.ts";

/** One figure of a lab in one round. */
export interface Reading {
  readonly value: number;
  /** What is less cannot be told from nothing: the kernel counts CPU time in ticks. */
  readonly least: number;
}

/** What is compared, and how it is read from the results of a turn; null where they have no such figure. */
export interface Metric {
  readonly about: MetricSummary["metric"];
  read(results: readonly ProbeResult[]): Reading | null;
}

/**
 * The standard deviation of the ratio of two equal labs in one round, measured in 20 rounds each (docs/comparing.md):
 * throughput on a quiet machine, CPU time on a busy one.
 */
const noise = { throughput: 0.057, cpu: 0.14 } as const;

export const metricsOf = (probes: readonly ComparedProbe[]): Metric[] =>
  probes.flatMap((probe) =>
    probe.kind === "iperf"
      ? probe.streams.map((streams) => throughput(probe.name, streams))
      : costs(probe.name),
  );

const throughput = (probe: string, streams: number): Metric => ({
  about: {
    key: `${probe}/${streams}`,
    probe,
    title: `Throughput, ${plural(streams, "stream")}`,
    unit: "bit/s",
    noise: noise.throughput,
  },
  read: (results) => {
    const sample = results
      .filter((result): result is IperfResult => result.kind === "iperf" && result.name === probe)
      .flatMap(({ samples }) => samples)
      .find((candidate) => candidate.status === "ok" && candidate.streams === streams);
    return sample?.status === "ok" ? { value: sample.bitsPerSecond, least: 0 } : null;
  },
});

/** Of both ends together. A kernel that hosts share counts once, as in the probe's own summary. */
const costs = (probe: string): Metric[] => [
  {
    about: {
      key: `${probe}/agent`,
      probe,
      title: "Program's CPU time",
      unit: "s/GB",
      noise: noise.cpu,
    },
    read: (results) =>
      perGigabyte(results, probe, ({ agentUserSeconds, agentSystemSeconds }, hosts) => ({
        seconds: sum([agentUserSeconds.median, agentSystemSeconds.median]),
        // Time in user and in kernel mode is rounded apart.
        counters: 2 * hosts.length,
      })),
  },
  {
    about: {
      key: `${probe}/softirq`,
      probe,
      title: "Kernel's softirq time",
      unit: "s/GB",
      noise: noise.cpu,
    },
    read: (results) =>
      perGigabyte(results, probe, ({ softirqSeconds }, hosts) => ({
        seconds: softirqSeconds.median,
        counters: new Set(hosts.map(({ bootId }) => bootId)).size,
      })),
  },
];

type CostFigures = CostResult["summary"]["perGigabyte"];
type Ends = Extract<CostResult["samples"][number], { status: "ok" }>["hosts"];

function perGigabyte(
  results: readonly ProbeResult[],
  probe: string,
  figure: (summary: CostFigures, hosts: Ends) => { seconds: number | null; counters: number },
): Reading | null {
  const result = results.find(
    (candidate): candidate is CostResult => candidate.kind === "cost" && candidate.name === probe,
  );
  const sample = result?.samples.find(({ status }) => status === "ok");
  if (!result || sample?.status !== "ok") return null;
  const { seconds, counters } = figure(result.summary.perGigabyte, sample.hosts);
  return seconds === null ? null : { value: seconds, least: (counters * tick) / (sample.bytes / 1e9) };
}

const sum = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>(
    (total, value) => (total === null || value === null ? null : total + value),
    0,
  );
