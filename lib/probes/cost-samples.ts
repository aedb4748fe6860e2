import { sum } from "simple-statistics";
import { z } from "zod";
import { describe, statistics } from "../figures/statistics.ts";
import { commandLine, failed } from "./fields.ts";
import { testRecord } from "./iperf3.ts";
import { usage } from "./usage.ts";

/** One load, and what was spent on it. */
export const costSample = z
  .object({
    sample: z.number().int().describe("From 1"),
    ...testRecord,
    command: testRecord.command.extend({ usage: commandLine }),
  })
  .and(
    z.discriminatedUnion("status", [
      failed,
      z.object({
        status: z.literal("ok"),
        bitsPerSecond: z.number(),
        bytes: z.number().describe("Received by the server"),
        hosts: z.array(usage).describe("What was spent at both ends while the bytes were moved"),
      }),
    ]),
  );
export type CostSample = z.infer<typeof costSample>;

/** What the samples of a cost probe amount to. */
export const costSummary = z.object({
  bitsPerSecond: statistics,
  perGigabyte: z
    .object({
      agentUserSeconds: statistics,
      agentSystemSeconds: statistics,
      agentContextSwitches: statistics,
      softirqSeconds: statistics,
      cpuSeconds: statistics
        .default(describe([], 0))
        .describe("Of the whole hosts; without figures in records from before it was counted"),
    })
    .describe("Of both ends together, for 10^9 bytes moved"),
});

/** A sample with figures. */
export type Sound = Extract<CostSample, { status: "ok" }>;

/** None where a host did not count it. */
const perGigabyteIn =
  (spent: (hosts: Sound["hosts"]) => number | null) =>
  ({ hosts, bytes }: Sound): number[] => {
    const seconds = spent(hosts);
    return seconds === null ? [] : [seconds / (bytes / 1e9)];
  };

/** Seconds for each GB, in user and in kernel mode. */
export const programSeconds = perGigabyteIn((hosts) =>
  sum(hosts.map(({ agent }) => agent.userSeconds + agent.systemSeconds)),
);

/** Seconds for each GB. */
export const softirqSeconds = perGigabyteIn(softirqOf);

/** Seconds for each GB. */
export const cpuSeconds = perGigabyteIn(cpuOf);

function softirqOf(hosts: Sound["hosts"]): number | null {
  return ofKernels(hosts, (host) => host.softirqSeconds);
}

function cpuOf(hosts: Sound["hosts"]): number | null {
  return ofKernels(hosts, (host) => host.cpuSeconds);
}

/** Figures of all samples, of both ends together and for each GB; a kernel that hosts share counts once. */
export function summariseCost(samples: readonly CostSample[]): z.infer<typeof costSummary> {
  const sound = samples.filter((sample) => sample.status === "ok");
  const failed = samples.length - sound.length;
  const perGigabyte = (spent: (hosts: Sound["hosts"]) => number | null) =>
    describe(sound.flatMap(perGigabyteIn(spent)), failed);
  return {
    bitsPerSecond: describe(
      sound.map(({ bitsPerSecond }) => bitsPerSecond),
      failed,
    ),
    perGigabyte: {
      agentUserSeconds: perGigabyte((hosts) => sum(hosts.map(({ agent }) => agent.userSeconds))),
      agentSystemSeconds: perGigabyte((hosts) => sum(hosts.map(({ agent }) => agent.systemSeconds))),
      agentContextSwitches: perGigabyte((hosts) => sum(hosts.map(({ agent }) => agent.contextSwitches))),
      softirqSeconds: perGigabyte(softirqOf),
      cpuSeconds: perGigabyte(cpuOf),
    },
  };
}

/** Each kernel once, of whichever host; null where one of them did not count. */
function ofKernels(
  hosts: Sound["hosts"],
  count: (host: Sound["hosts"][number]) => number | null,
): number | null {
  const counts = [...new Map(hosts.map((host) => [host.bootId, count(host)])).values()];
  const known = counts.filter((each) => each !== null);
  return known.length < counts.length ? null : sum(known);
}
