import { z } from "zod";
import { count, plural, rate, rateRange, rateUnit } from "../figures/format.ts";
import { describe, type Statistics, statistics } from "../figures/statistics.ts";
import type { WorkloadRef } from "../model/lab-spec.ts";
import type { Bench } from "./bench.ts";
import type { Comparison } from "./comparison.ts";
import { type Ends, endNames, ref } from "./ends.ts";
import { endpoints, failed as failedSample, outcome } from "./fields.ts";
import { cutShort, type Failed, failed, iperf3Test, isCutShort, parseReport, testRecord } from "./iperf3.ts";
import type { ProbeKind } from "./kind.ts";
import { whole, wholes, workload } from "./options.ts";
import { verdictOn } from "./outcome.ts";

export interface IperfOptions {
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  /** @default "iperf" */
  readonly name?: string;
  /**
   * Numbers of parallel TCP streams, each measured on its own.
   * @default [1, 8]: one stream shows a mode's cost per packet, eight what the machine carries at all
   */
  readonly streams?: readonly number[];
  /** Samples for each number of streams. @default 3 */
  readonly samples?: number;
  /** Seconds that count in each sample. @default 3 */
  readonly seconds?: number;
  /** Seconds at the start that do not count (TCP slow start). @default 1 */
  readonly omit?: number;
}

export interface IperfSpec extends Ends {
  readonly kind: "iperf";
  readonly name: string;
  readonly streams: readonly number[];
  readonly samples: number;
  readonly seconds: number;
  readonly omit: number;
}

/** Measures TCP throughput between two workloads with iperf3. */
export function iperf(options: IperfOptions): IperfSpec {
  const { from, to, name = "iperf", streams = [1, 8], samples = 3, seconds = 3, omit = 1 } = options;
  return { kind: "iperf", name, from: ref(from), to: ref(to), streams, samples, seconds, omit };
}

const figures = z.object({
  bitsPerSecond: z.number().describe("Received by the server: iperf3's end.sum_received"),
  sentBitsPerSecond: z.number(),
  bytes: z.number().describe("Received by the server"),
  seconds: z.number().describe("Measured interval, the omitted start left out"),
  retransmits: z.number().nullable().describe("TCP segments sent again; null where the kernel does not tell"),
  cpuPercent: z
    .object({ client: z.number(), server: z.number() })
    .describe("CPU of the iperf3 process at each end; 100 is one core"),
  status: z.literal("ok"),
});
type Figures = z.infer<typeof figures>;

const sample = z
  .object({ streams: z.number().int(), sample: z.number().int().describe("From 1"), ...testRecord })
  .and(z.discriminatedUnion("status", [failedSample, figures]));

const result = z.object({
  kind: z.literal("iperf"),
  ...outcome,
  ...endpoints,
  samples: z.array(sample),
  summary: z.array(z.object({ streams: z.number().int(), bitsPerSecond: statistics })),
});
export type IperfSample = z.infer<typeof sample>;
export type IperfResult = z.infer<typeof result>;

const settings = z.object({
  streams: z.array(z.number().int()),
  seconds: z.number(),
  omit: z.number(),
});

/** Measured in 20 rounds of two equal labs each, on a quiet machine (docs/comparing.md). */
const noise = 0.057;

const comparison: Comparison<IperfSpec, IperfResult, z.infer<typeof settings>> = {
  settings,
  inWords: ({ seconds, omit, streams }) =>
    `${seconds} s after ${omit} s with ${streams.join(" and ")} streams`,
  once: (spec) => ({ ...spec, samples: 1 }),
  hasFigure: ({ samples }) => samples.some(({ status }) => status === "ok"),
  metrics: ({ streams }) =>
    streams.map((own) => ({
      key: String(own),
      title: `Throughput, ${plural(own, "stream")}`,
      unit: "bit/s",
      quantity: "throughput",
      noise,
      read: ({ samples }) => {
        const found = samples.find((each) => each.status === "ok" && each.streams === own);
        return found?.status === "ok" ? { value: found.bitsPerSecond, least: 0 } : null;
      },
    })),
};

export const iperfKind: ProbeKind<IperfSpec, IperfResult> = {
  kind: "iperf",
  result,
  rules: {
    ...{ from: workload, to: workload },
    // 128 is iperf3's own limit.
    streams: wholes(1, 128, 16),
    samples: whole(1, 100),
    seconds: whole(1, 600),
    omit: whole(0, 60),
  },
  seconds: ({ streams, samples, seconds, omit }) => streams.length * samples * (seconds + omit),

  /** Takes every sample in turn; one that fails is recorded with its reason and the rest go on. */
  async run(spec, bench) {
    const samples: IperfSample[] = [];
    for (let number = 1; number <= spec.samples; number += 1)
      for (const streams of spec.streams) {
        bench.progress(`${spec.name}: ${plural(streams, "stream")}, sample ${number} of ${spec.samples}`);
        samples.push({ streams, sample: number, ...(await tcpTest(spec, streams, number, bench)) });
      }
    const summary = spec.streams.map((streams) => {
      const own = samples.filter((each) => each.streams === streams);
      const rates = own.flatMap((each) => (each.status === "ok" ? each.bitsPerSecond : []));
      return { streams, bitsPerSecond: describe(rates, own.length - rates.length) };
    });
    const verdict = verdictOn(samples, spec.samples * spec.streams.length);
    return { kind: "iperf", ...verdict, ...endNames(spec), samples, summary };
  },

  blank: (spec) => ({ ...endNames(spec), samples: [], summary: [] }),

  reading: {
    lines: ({ from, to, summary }) =>
      summary.map(({ streams, bitsPerSecond }) => ({
        what: `${from} → ${to}, ${plural(streams, "stream")}`,
        figure: bitsPerSecond.median === null ? "no figure" : rate(bitsPerSecond.median),
        detail: spread(bitsPerSecond),
      })),
    commands: ({ samples }) =>
      samples.flatMap((each) => [
        { what: `${label(each)}, server`, line: each.command.server },
        { what: `${label(each)}, client`, line: each.command.client },
      ]),
    files: ({ samples }) =>
      samples.flatMap((each) => (each.raw === null ? [] : [{ what: label(each), path: each.raw }])),
    rates: ({ from, to, samples, summary }) => ({
      ...{ from, to, of: "TCP by iperf3", by: "Streams" },
      groups: summary.map(({ streams, bitsPerSecond }) => ({
        ...{ name: count(streams), label: plural(streams, "stream"), bitsPerSecond },
      })),
      columns: ["Retransmits", "CPU client", "CPU server"],
      samples: samples.map((each) => {
        const place = { group: plural(each.streams, "stream"), sample: each.sample };
        return each.status === "ok"
          ? { ...place, status: "ok", bitsPerSecond: each.bitsPerSecond, cells: cells(each) }
          : { ...place, status: "failed", reason: each.reason };
      }),
    }),
  },
  comparison,
};

/** What a load of TCP is made of, for every probe that needs some. */
export type TcpLoad = Pick<IperfSpec, "name" | "from" | "to" | "seconds" | "omit">;

/** One iperf3 test. The number is its sample's, for the name of its file. */
export const tcpTest = (
  { name, from, to, seconds, omit }: TcpLoad,
  streams: number,
  number: number,
  bench: Bench,
) =>
  iperf3Test(
    {
      ...{ from, to, seconds: seconds + omit, file: `${name}-${streams}-${number}.json` },
      load: ["--time", String(seconds), "--omit", String(omit), "--parallel", String(streams)],
    },
    (text) => readReport(text, { streams, seconds }),
    bench,
  );

const report = z.object({
  error: z.string().optional(),
  start: z
    .object({ connected: z.array(z.unknown()) })
    .partial()
    .optional(),
  end: z
    .object({
      sum_sent: z.object({ bits_per_second: z.number(), retransmits: z.number().optional() }),
      sum_received: z.object({ bits_per_second: z.number(), bytes: z.number(), seconds: z.number() }),
      cpu_utilization_percent: z.object({ host_total: z.number(), remote_total: z.number() }),
    })
    .partial()
    .optional(),
});

/**
 * Reads the JSON that the iperf3 client printed. What is not a complete report on what was asked is a failed sample,
 * never a zero.
 */
export function readReport(
  text: string,
  asked: { readonly streams: number; readonly seconds: number },
): Figures | Failed {
  const parsed = parseReport(text, report);
  if ("status" in parsed) return parsed;
  const { start, end } = parsed;
  if (!end?.sum_sent || !end.sum_received || !end.cpu_utilization_percent)
    return failed("iperf3's report has no end");
  const { bytes, seconds, bits_per_second: rate } = end.sum_received;
  if (!(bytes > 0 && rate > 0)) return failed("iperf3's server received nothing");
  const streams = start?.connected?.length ?? 0;
  if (streams !== asked.streams)
    return failed(`iperf3 had ${streams} streams; ${asked.streams} were asked for`);
  if (isCutShort(seconds, asked.seconds)) return cutShort(seconds, asked.seconds);
  return {
    status: "ok",
    bitsPerSecond: rate,
    sentBitsPerSecond: end.sum_sent.bits_per_second,
    bytes,
    seconds,
    retransmits: end.sum_sent.retransmits ?? null,
    cpuPercent: {
      client: end.cpu_utilization_percent.host_total,
      server: end.cpu_utilization_percent.remote_total,
    },
  };
}

const cells = ({ retransmits, cpuPercent }: Figures): string[] => [
  retransmits === null ? "not told" : count(retransmits),
  ...[cpuPercent.client, cpuPercent.server].map((percent) => `${Math.round(percent)} %`),
];

/** `8 streams, sample 2`. */
const label = ({ streams, sample }: IperfSample): string => `${plural(streams, "stream")}, sample ${sample}`;

/** `10.2–10.7, n = 3, 1 failed`, in the median's unit. */
function spread({ median, min, max, n, failed }: Statistics): string {
  return [
    median !== null && min !== null && max !== null && n > 1 && rateRange(min, max, rateUnit(median)),
    `n = ${n}`,
    failed > 0 && `${failed} failed`,
  ]
    .filter((part) => part !== false)
    .join(", ");
}
