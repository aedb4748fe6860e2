import { z } from "zod";
import { count } from "../figures/format.ts";
import type { WorkloadRef } from "../model/lab-spec.ts";
import type { Comparison, Metric } from "./comparison.ts";
import { type Ends, endNames, ref } from "./ends.ts";
import { endpoints, outcome } from "./fields.ts";
import type { ProbeKind } from "./kind.ts";
import { latencyCurve, latencyText, loadText } from "./latency-reading.ts";
import {
  type LatencySample,
  latencySample,
  latencySummary,
  summariseLatency,
  takeLatency,
} from "./latency-samples.ts";
import { whole, wholes, workload } from "./options.ts";
import { verdictOn } from "./outcome.ts";
import { microsecondsOf, percentileNames } from "./percentiles.ts";
import { type FigureName, optionIn, samplesOf } from "./reading.ts";

export interface LatencyOptions {
  /** The workload that asks. */
  readonly from: WorkloadRef;
  /** The workload that replies. */
  readonly to: WorkloadRef;
  /** @default "latency" */
  readonly name?: string;
  /**
   * Numbers of TCP streams that are sent from `from` to `to` meanwhile, each measured on its own; 0 leaves the path idle.
   * @default [0, 1]
   */
  readonly streams?: readonly number[];
  /** Samples for each number of streams. @default 3 */
  readonly samples?: number;
  /** Seconds of each sample. @default 1 */
  readonly seconds?: number;
  /** Bytes of payload in each request, and in its reply. @default 64 */
  readonly size?: number;
}

export interface LatencySpec extends Ends {
  readonly kind: "latency";
  readonly name: string;
  readonly streams: readonly number[];
  readonly samples: number;
  readonly seconds: number;
  readonly size: number;
}

/**
 * Measures how long requests wait for their replies, on an idle path and under a load of TCP, by sockperf's ping-pong over TCP: one request at
 * a time, the next one as soon as the reply is there, and what TCP takes to mend a loss is in it. Percentiles are of round trips in microseconds (RFC 2681), from a histogram of all of them:
 * p50 is the median, and one of a thousand requests waits longer than p99.9.
 *
 * RFC 1242 and RFC 2544 (26.2) measure the latency of a device from a packet's end to its beginning again, in one direction, at the
 * throughput. Here both directions and both workloads' own kernels are in it: it is what a program waits for.
 *
 * @example
 * ```ts
 * lab.probe(latency({ from: client, to: server, streams: [0, 1, 8] }));
 * ```
 */
export function latency(options: LatencyOptions): LatencySpec {
  const { from, to, name = "latency", streams = [0, 1], ...more } = options;
  const { samples = 3, seconds = 1, size = 64, ...others } = more;
  return { ...others, kind: "latency", name, from: ref(from), to: ref(to), streams, samples, seconds, size };
}

const result = z.object({
  kind: z.literal("latency"),
  ...outcome,
  ...endpoints,
  samples: z.array(latencySample),
  summary: z.array(latencySummary),
});
export type LatencyResult = z.infer<typeof result>;

const settings = z.object({ streams: z.array(z.number().int()), seconds: z.number(), size: z.number() });

/** `1 s of 64 bytes`. */
const lasting = (seconds: number, size: number | string): string => `${seconds} s of ${size} bytes`;

/** How far those of two equal labs are apart was not measured: only twice as much, or half, counts as different. */
const noise = 1;

const keys = ["p50", "p99", "p999"] as const;

const latencyOf = (key: (typeof keys)[number], streams: number): FigureName => ({
  ...{ key: `${key}-${streams}`, title: `Latency ${percentileNames[key].text}, ${loadText(streams)}` },
  ...{ unit: "µs", quantity: "latency", better: "less" },
});

function metricsOf(streams: number): Metric<LatencyResult>[] {
  const percentilesIn = ({ samples }: LatencyResult) =>
    samples.flatMap((each) => (each.status === "ok" && each.streams === streams ? each.percentiles : []))[0];
  return keys.map((key) => ({
    ...{ ...latencyOf(key, streams), noise, judged: false },
    read: (result) => {
      const found = percentilesIn(result);
      const value = found ? microsecondsOf(found[key]) : null;
      return value === null ? null : { value, least: 0 };
    },
    isUntold: (result) => percentilesIn(result)?.[key].status === "not enough samples",
  }));
}

const comparison: Comparison<LatencySpec, LatencyResult, z.infer<typeof settings>> = {
  settings,
  inWords: ({ streams, seconds, size }) =>
    `${lasting(seconds, size)} beside ${streams.join(" and ")} streams`,
  once: (spec) => ({ ...spec, samples: 1 }),
  hasFigure: ({ samples }) => samples.some(({ status }) => status === "ok"),
  metrics: ({ streams }) => streams.flatMap(metricsOf),
};

const label = ({ streams, sample }: LatencySample): string => `${loadText(streams)}, sample ${sample}`;

export const latencyKind: ProbeKind<LatencySpec, LatencyResult> = {
  kind: "latency",
  make: latency,
  result,
  rules: {
    ...{ from: workload, to: workload },
    // 128 is iperf3's own limit.
    streams: wholes(0, 128, 16),
    samples: whole(1, 100),
    // sockperf keeps every round trip.
    seconds: whole(1, 10),
    // What sockperf takes.
    size: whole(14, 65_507),
  },
  quick: (spec) => ({ ...spec, samples: 1, seconds: 1 }),
  seconds: ({ streams, samples, seconds }) => streams.length * samples * (seconds + 1),

  async run(spec, bench) {
    const samples: LatencySample[] = [];
    for (let number = 1; number <= spec.samples; number += 1)
      for (const streams of spec.streams) {
        bench.progress(`${spec.name}: ${loadText(streams)}, sample ${number} of ${spec.samples}`);
        samples.push(await takeLatency(spec, streams, number, bench));
      }
    const verdict = verdictOn(samples, spec.samples * spec.streams.length);
    const summary = spec.streams.map((streams) => summariseLatency(streams, samples));
    return { kind: "latency", ...verdict, ...endNames(spec), samples, summary };
  },

  blank: (spec) => ({ ...endNames(spec), samples: [], summary: [] }),

  reading: {
    lines: ({ from, to, summary }) =>
      summary.map(({ streams, n, failed, replies, percentiles }) => ({
        what: `${from} → ${to}, ${loadText(streams)}`,
        figure: n === 0 ? "no figure" : latencyText(percentiles),
        detail: [
          ...(replies > 0 ? [`${count(replies)} replies`] : []),
          `n = ${n}`,
          ...(failed > 0 ? [`${failed} failed`] : []),
        ].join(", "),
      })),
    commands: ({ samples }) =>
      samples.flatMap((each) => [
        { what: `${label(each)}, server`, line: each.command.server },
        { what: `${label(each)}, client`, line: each.command.client },
        ...(each.status === "ok" && each.load !== null
          ? [
              { what: `${label(each)}, load's server`, line: each.load.command.server },
              { what: `${label(each)}, load's client`, line: each.load.command.client },
            ]
          : []),
      ]),
    files: ({ samples }) =>
      samples.flatMap((each) => [
        ...(each.raw === null ? [] : [{ what: label(each), path: each.raw }]),
        ...(each.status === "ok" && each.load !== null
          ? [{ what: `${label(each)}, the load`, path: each.load.raw }]
          : []),
      ]),
    curve: latencyCurve,
    figures: ({ samples, summary }) =>
      summary.flatMap(({ streams }) => {
        const sound = samples.flatMap((each) =>
          each.status === "ok" && each.streams === streams ? each : [],
        );
        const size = optionIn(sound[0]?.command.client ?? [], "--msg-size") ?? "unknown";
        const settings = samplesOf(
          sound.map(({ seconds }) => seconds),
          (seconds) => lasting(seconds, size),
        );
        return keys.map((key) => ({
          ...{ ...latencyOf(key, streams), settings },
          values: sound.flatMap(({ percentiles }) => microsecondsOf(percentiles[key]) ?? []),
        }));
      }),
  },
  comparison,
};
