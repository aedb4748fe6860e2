import { rounded } from "../../figures/format.ts";
import type { Statistics } from "../../figures/statistics.ts";
import type { CostResult } from "../../probes/cost.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { seconds } from "../figures.ts";

/** What a run's mode spends on 10^9 bytes between two workloads, at both ends together: medians. */
export interface Cost {
  /** flanneld's CPU time in user and in kernel mode. */
  readonly userSeconds: number;
  readonly systemSeconds: number;
  /** Of all its threads. */
  readonly contextSwitches: number;
  /** The kernel's own time for packets, whatever caused it. */
  readonly softirqSeconds: number;
  /** The command that read the figures. */
  readonly command: readonly string[] | null;
}

/** The first cost probe that watched flanneld; or why the run has no such figures. */
export function costOf({ lab, probes }: RunRecord): Cost | string {
  const probe = probes.find(
    (candidate): candidate is CostResult => candidate.kind === "cost" && candidate.agent === "flanneld",
  );
  if (!probe) return `the run of ${lab} has no cost probe of flanneld`;
  const { agentUserSeconds, agentSystemSeconds, agentContextSwitches, softirqSeconds } =
    probe.summary.perGigabyte;
  const medians = [agentUserSeconds, agentSystemSeconds, agentContextSwitches, softirqSeconds].map(median);
  const [user, system, switches, softirq] = medians;
  if (!isNumber(user) || !isNumber(system) || !isNumber(switches) || !isNumber(softirq))
    return `the cost probe of ${lab} has no figure: ${probe.reason ?? "no reason given"}`;
  return {
    userSeconds: user,
    systemSeconds: system,
    contextSwitches: switches,
    softirqSeconds: softirq,
    command: probe.samples[0]?.command.usage ?? null,
  };
}

export const cpuSeconds = ({ userSeconds, systemSeconds }: Cost): number => userSeconds + systemSeconds;

/** `42.3 s (user 1.79 s, system 40.5 s)` */
export const cpuText = (cost: Cost): string =>
  cpuSeconds(cost) === 0
    ? seconds(0)
    : `${seconds(cpuSeconds(cost))} (user ${rounded(cost.userSeconds)} s, system ${rounded(cost.systemSeconds)} s)`;

/** Throughput of one TCP stream between workloads, as received: the median in bit/s. */
export interface Throughput {
  readonly bitsPerSecond: number;
  readonly command: readonly string[] | null;
}

/** The first iperf probe that measured one stream; or why the run has no such figure. */
export function oneStream({ lab, probes }: RunRecord): Throughput | string {
  const measured = probes.flatMap((probe) => {
    if (probe.kind !== "iperf") return [];
    const bitsPerSecond = probe.summary.find(({ streams }) => streams === 1)?.bitsPerSecond.median;
    const command = probe.samples.find(({ streams }) => streams === 1)?.command.client ?? null;
    return isNumber(bitsPerSecond) ? { bitsPerSecond, command } : [];
  });
  return measured[0] ?? `the run of ${lab} has no throughput of one stream`;
}

const median = (statistics: Statistics): number | null => statistics.median;

const isNumber = (value: number | null | undefined): value is number => typeof value === "number";
