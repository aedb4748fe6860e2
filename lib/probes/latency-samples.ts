import { z } from "zod";
import { countIn, histogram, histogramOf, merged } from "../figures/histogram.ts";
import { messageOf } from "../model/errors.ts";
import type { Bench } from "./bench.ts";
import { failed as failedSample } from "./fields.ts";
import { failed, testRecord } from "./iperf3.ts";
import { percentiles, percentilesOf } from "./percentiles.ts";
import { type PingPong, pingPong } from "./sockperf.ts";
import { loadBeside, underLoad } from "./under-load.ts";

/** Samples of request/response latency, and what they amount to. */

const figures = z.object({
  status: z.literal("ok"),
  seconds: z.number().describe("From the first request that counts to the last reply"),
  requests: z.number().int(),
  replies: z.number().int(),
  microseconds: histogram,
  percentiles,
  load: loadBeside.nullable().describe("null on an idle path"),
});

export const latencySample = z
  .object({
    streams: z.number().int().describe("TCP streams beside it; 0 on an idle path"),
    sample: z.number().int().describe("From 1"),
    ...testRecord,
    raw: z.string().nullable().describe("What sockperf printed, relative to run.json"),
  })
  .and(z.discriminatedUnion("status", [failedSample, figures]));

export const latencySummary = z.object({
  streams: z.number().int(),
  n: z.number().int().describe("Samples with figures"),
  failed: z.number().int(),
  replies: z.number().int().describe("Of all samples"),
  percentiles: percentiles.describe("Of all samples' replies together"),
});

export type LatencySample = z.infer<typeof latencySample>;

interface LatencyLoad extends PingPong {
  readonly name: string;
}

/** Without the load that was asked for there is no figure either. */
export async function takeLatency(
  spec: LatencyLoad,
  streams: number,
  number: number,
  bench: Bench,
): Promise<LatencySample> {
  const about = { streams, sample: number, startedAt: bench.now().toISOString() };
  let command: LatencySample["command"] = { server: [], client: [] };
  let raw: string | null = null;
  const measure = async () => {
    const test = await pingPong(spec, bench);
    command = test.command;
    if (test.printed !== "") raw = await bench.keep(`${spec.name}-${streams}-${number}.txt`, test.printed);
    if (test.status === "failed") throw new Error(test.reason);
    return test;
  };
  try {
    const { measured, load } =
      streams === 0
        ? { measured: await measure(), load: null }
        : await underLoad(spec, streams, number, bench, measure);
    const microseconds = histogramOf(measured.microseconds);
    return {
      ...{ ...about, command, raw, status: "ok", seconds: measured.seconds, requests: measured.sent },
      ...{ replies: measured.microseconds.length, microseconds },
      ...{ percentiles: percentilesOf(microseconds), load },
    };
  } catch (error) {
    return { ...about, command, raw, ...failed(messageOf(error)) };
  }
}

export function summariseLatency(
  streams: number,
  samples: readonly LatencySample[],
): z.infer<typeof latencySummary> {
  const own = samples.filter((each) => each.streams === streams);
  const sound = own.flatMap((each) => (each.status === "ok" ? each : []));
  const all = merged(sound.map(({ microseconds }) => microseconds));
  return {
    ...{ streams, n: sound.length, failed: own.length - sound.length },
    ...{ replies: countIn(all), percentiles: percentilesOf(all) },
  };
}
