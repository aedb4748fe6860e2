import { z } from "zod";
import { count, plural, rate, rateRange, rateUnit } from "../figures/format.ts";
import { describe, type Statistics, statistics } from "../figures/statistics.ts";
import type { Comparison } from "./comparison.ts";
import { type Ends, endNames, type LoadEnds, ref } from "./ends.ts";
import { endpoints, failed as failedSample, outcome } from "./fields.ts";
import { samplesRead, testRecord } from "./iperf3.ts";
import type { ProbeKind } from "./kind.ts";
import { whole, wholes, workload } from "./options.ts";
import { verdictOn } from "./outcome.ts";
import { samplesOf } from "./reading.ts";
import { type TcpFigures, tcpFigures, tcpTest } from "./tcp-load.ts";

export interface IperfOptions extends LoadEnds {
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

/**
 * Measures TCP throughput between two workloads with iperf3.
 *
 * @example
 * ```ts
 * lab.probe(iperf({ from: client, to: server, streams: [1, 4], samples: 5 }));
 * ```
 */
export function iperf(options: IperfOptions): IperfSpec {
  const { from, to, name = "iperf", streams = [1, 8], samples = 3, seconds = 3, omit = 1 } = options;
  return { kind: "iperf", name, from: ref(from), to: ref(to), streams, samples, seconds, omit };
}

const sample = z
  .object({ streams: z.number().int(), sample: z.number().int().describe("From 1"), ...testRecord })
  .and(z.discriminatedUnion("status", [failedSample, tcpFigures]));

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

const throughput = (streams: number) =>
  ({
    key: String(streams),
    title: `Throughput, ${plural(streams, "stream")}`,
    unit: "bit/s",
    quantity: "throughput",
    better: "more",
  }) as const;

const comparison: Comparison<IperfSpec, IperfResult, z.infer<typeof settings>> = {
  settings,
  inWords: ({ seconds, omit, streams }) =>
    `${seconds} s after ${omit} s with ${streams.join(" and ")} streams`,
  once: (spec) => ({ ...spec, samples: 1 }),
  hasFigure: ({ samples }) => samples.some(({ status }) => status === "ok"),
  metrics: ({ streams }) =>
    streams.map((own) => ({
      ...throughput(own),
      ...{ noise, judged: true },
      read: ({ samples }) => {
        const found = samples.find((each) => each.status === "ok" && each.streams === own);
        return found?.status === "ok" ? { value: found.bitsPerSecond, least: 0 } : null;
      },
    })),
};

/** `8 streams, sample 2`. */
const label = ({ streams, sample }: IperfSample): string => `${plural(streams, "stream")}, sample ${sample}`;

export const iperfKind: ProbeKind<IperfSpec, IperfResult> = {
  kind: "iperf",
  make: iperf,
  result,
  rules: {
    ...{ from: workload, to: workload },
    // 128 is iperf3's own limit.
    streams: wholes(1, 128, 16),
    samples: whole(1, 100),
    seconds: whole(1, 600),
    omit: whole(0, 60),
  },
  quick: (spec) => ({ ...spec, samples: 1, seconds: 1, omit: 0 }),
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
    ...samplesRead(label),
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
    figures: ({ samples, summary }) =>
      summary.map(({ streams }) => {
        const sound = samples.flatMap((each) =>
          each.status === "ok" && each.streams === streams ? each : [],
        );
        return {
          ...throughput(streams),
          settings: samplesOf(sound.map(({ seconds }) => seconds)),
          values: sound.map(({ bitsPerSecond }) => bitsPerSecond),
        };
      }),
  },
  comparison,
};

const cells = ({ retransmits, cpuPercent }: TcpFigures): string[] => [
  retransmits === null ? "not told" : count(retransmits),
  ...[cpuPercent.client, cpuPercent.server].map((percent) => `${Math.round(percent)} %`),
];

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
