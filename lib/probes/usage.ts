import { z } from "zod";
import type { Bench } from "./bench.ts";
import { itself, outputOf } from "./places.ts";

/** CPU time and context switches of a mode's program and its kernel, as `underlay-usage` counts them. */

/** What one host of a load spent on it. */
export const usage = z.object({
  host: z.string(),
  bootId: z.string().describe("Hosts with the same one share a kernel, so that its figures count once"),
  agent: z.object({
    userSeconds: z.number(),
    systemSeconds: z.number(),
    contextSwitches: z.number().int().describe("Voluntary and involuntary, of all threads"),
  }),
  softirqSeconds: z.number().describe("Of the host's kernel, whatever caused it"),
  cpuSeconds: z
    .number()
    .nullable()
    .default(null)
    .describe(
      "Of all that the host's kernel ran, for programs and for itself, softirq included: neither idle nor waiting for disks nor stolen by a hypervisor (proc_stat(5)). null in records from before it was counted",
    ),
});

export type Usage = z.infer<typeof usage>;

const counters = z.object({
  pid: z.string(),
  bootId: z.string(),
  softirqSeconds: z.number(),
  // Hosts that were deployed before it was counted do not tell.
  cpuSeconds: z.number().nullable().default(null),
  agent: z.object({ userSeconds: z.number(), systemSeconds: z.number(), contextSwitches: z.number() }),
});
export type Counters = z.infer<typeof counters>;

/** Reads what `underlay-usage` printed. */
export const readCounters = (text: string): Counters => counters.parse(JSON.parse(text));

export const usageCommand = (agent: string): string[] => ["underlay-usage", agent];

/** The counters of hosts at this moment, in their order. */
export const countersOf = (hosts: readonly string[], agent: string, bench: Bench): Promise<Counters[]> =>
  Promise.all(
    hosts.map(async (host) =>
      readCounters(await outputOf(bench, itself(host), usageCommand(agent), { limit: 10 })),
    ),
  );

/** What each host spent between two readings. */
export const spending = (
  hosts: readonly string[],
  before: readonly Counters[],
  after: readonly Counters[],
): Usage[] =>
  hosts.flatMap((host, index) => {
    const [begin, end] = [before[index], after[index]];
    return begin && end ? spent(host, begin, end) : [];
  });

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
    cpuSeconds:
      before.cpuSeconds === null || after.cpuSeconds === null ? null : after.cpuSeconds - before.cpuSeconds,
  };
}
