import { sum } from "simple-statistics";
import { z } from "zod";
import { describe } from "../figures/statistics.ts";
import type { CostSpec, WorkloadRef } from "../model/lab-spec.ts";
import { ref } from "./ends.ts";
import type { CostResult, CostSample, Usage } from "./results.ts";

export interface CostOptions {
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  /** @default "cost" */
  readonly name?: string;
  /** @default 3 */
  readonly samples?: number;
  /** Seconds of load in each sample. @default 2 */
  readonly seconds?: number;
}

/**
 * Sends one TCP stream between two workloads and measures what the mode's program on both hosts and their
 * kernels spend on it: CPU seconds, context switches, softirq seconds, for each GB moved.
 */
export function cost({ from, to, name = "cost", samples = 3, seconds = 2 }: CostOptions): CostSpec {
  return { kind: "cost", name, from: ref(from), to: ref(to), samples, seconds };
}

const counters = z.object({
  pid: z.string(),
  bootId: z.string(),
  softirqSeconds: z.number(),
  agent: z.object({ userSeconds: z.number(), systemSeconds: z.number(), contextSwitches: z.number() }),
});
export type Counters = z.infer<typeof counters>;

/** Reads what `underlay-usage` printed. */
export const readCounters = (text: string): Counters => counters.parse(JSON.parse(text));

/** What was spent between two readings; throws when the program was another one by then. */
export function spent(host: string, before: Counters, after: Counters): Usage {
  if (before.pid !== after.pid)
    throw new Error(
      `the program on ${host} was restarted meanwhile (process ${before.pid}, then ${after.pid})`,
    );
  const difference = (key: keyof Counters["agent"]) => after.agent[key] - before.agent[key];
  return {
    host,
    bootId: after.bootId,
    agent: {
      userSeconds: difference("userSeconds"),
      systemSeconds: difference("systemSeconds"),
      contextSwitches: difference("contextSwitches"),
    },
    softirqSeconds: after.softirqSeconds - before.softirqSeconds,
  };
}

type Sound = Extract<CostSample, { status: "ok" }>;

/** Figures of all samples, of both ends together and for each GB; a kernel that hosts share counts once. */
export function summariseCost(samples: readonly CostSample[]): CostResult["summary"] {
  const sound = samples.filter((sample) => sample.status === "ok");
  const failed = samples.length - sound.length;
  const perGigabyte = (figure: (hosts: Sound["hosts"]) => number) =>
    describe(
      sound.map(({ hosts, bytes }) => figure(hosts) / (bytes / 1e9)),
      failed,
    );
  return {
    bitsPerSecond: describe(
      sound.map(({ bitsPerSecond }) => bitsPerSecond),
      failed,
    ),
    perGigabyte: {
      agentUserSeconds: perGigabyte((hosts) => sum(hosts.map(({ agent }) => agent.userSeconds))),
      agentSystemSeconds: perGigabyte((hosts) => sum(hosts.map(({ agent }) => agent.systemSeconds))),
      agentContextSwitches: perGigabyte((hosts) => sum(hosts.map(({ agent }) => agent.contextSwitches))),
      softirqSeconds: perGigabyte((hosts) =>
        sum([...new Map(hosts.map((host) => [host.bootId, host.softirqSeconds])).values()]),
      ),
    },
  };
}
