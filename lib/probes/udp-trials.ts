import { z } from "zod";
import { significant } from "../figures/format.ts";
import type { WorkloadRef } from "../model/lab-spec.ts";
import type { Bench } from "./bench.ts";
import { failed as failedSample } from "./fields.ts";
import { type Failed, failed, testRecord } from "./iperf3.ts";
import { highestKept, isSenderLimited, nextRate, type RateSearch } from "./rate-search.ts";
import { udpFigures, udpTest } from "./udp-load.ts";

/** A search for the highest rate of UDP that loses no more than is allowed, made of trials of iperf3. */

const trial = z
  .object({ rate: z.number().describe("Mbit/s of payload: the intended load"), ...testRecord })
  .and(z.discriminatedUnion("status", [failedSample, udpFigures]));

const limits = ["loss", "sender", "range"] as const;
const found = z.object({
  status: z.literal("ok"),
  offeredBitsPerSecond: z
    .number()
    .describe("The throughput: payload sent at the highest rate that lost no more than is allowed"),
  bitsPerSecond: z.number().describe("Goodput: what arrived of it"),
  packetsPerSecond: z.number().describe("Datagrams of it"),
  lossPercent: z.number().describe("What was lost of it"),
  limit: z
    .enum(limits)
    .describe(
      "Why it is no higher: the next rate lost too much, the sender could not offer more, or no higher rate was to be tried",
    ),
});

export const udpSearch = z
  .object({
    sample: z.number().int().describe("From 1"),
    trials: z.array(trial).describe("In the order in which they were made"),
  })
  .and(z.discriminatedUnion("status", [failedSample, found]));

type Trial = z.infer<typeof trial>;
type SoundTrial = Extract<Trial, { status: "ok" }>;
export type UdpSearch = z.infer<typeof udpSearch>;

/** What is searched, in Mbit/s of payload. */
export interface UdpSearchPlan extends RateSearch {
  readonly name: string;
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  /** Of each trial. */
  readonly seconds: number;
  /** Bytes of payload in each datagram. */
  readonly size: number;
}

/** A trial that has no figure ends its search: nothing tells where to go on. The others are kept. */
export async function searchUdp(plan: UdpSearchPlan, sample: number, bench: Bench): Promise<UdpSearch> {
  const { name, from, to, seconds, size } = plan;
  const trials: Trial[] = [];
  for (;;) {
    const rate = nextRate(soundOf(trials).map(tried), plan);
    if (rate === undefined) return { sample, trials, ...outcomeOf(soundOf(trials), plan) };
    if (bench.signal.aborted) return { sample, trials, ...failed("it was interrupted") };
    bench.progress(`${name}: ${rate} Mbit/s, trial ${trials.length + 1} of search ${sample}`);
    const file = `${name}-${sample}-${trials.length + 1}.json`;
    const trial = { rate, ...(await udpTest({ from, to, seconds, size, rate, file }, bench)) };
    trials.push(trial);
    if (trial.status === "failed") return { sample, trials, ...failed(`at ${rate} Mbit/s: ${trial.reason}`) };
  }
}

const tried = (trial: SoundTrial) => ({
  trial,
  intended: trial.rate,
  offered: trial.sentBitsPerSecond / 1e6,
  lossPercent: trial.lossPercent,
});

function outcomeOf(trials: readonly SoundTrial[], plan: UdpSearchPlan): z.infer<typeof found> | Failed {
  const best = highestKept(trials.map(tried), plan);
  if (best === undefined) {
    const leastLoss = Math.min(...trials.map(({ lossPercent }) => lossPercent));
    return failed(
      `every rate lost more than ${plan.maxLoss} %, ${significant(leastLoss)} % at least. Lower ones may be kept: least is ${plan.least} Mbit/s`,
    );
  }
  const { sentBitsPerSecond, bitsPerSecond, lossPercent } = best.trial;
  return {
    ...{ status: "ok", offeredBitsPerSecond: sentBitsPerSecond, bitsPerSecond, lossPercent },
    packetsPerSecond: sentBitsPerSecond / (8 * plan.size),
    limit: isSenderLimited(best) ? "sender" : best.intended >= plan.most ? "range" : "loss",
  };
}

/** Those with figures. */
export const soundOf = <Each extends { readonly status: string }>(all: readonly Each[]) =>
  all.filter((each): each is Extract<Each, { status: "ok" }> => each.status === "ok");
