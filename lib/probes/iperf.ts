import { z } from "zod";
import { count, plural, rate, rateRange, rateUnit } from "../figures/format.ts";
import { describe, type Statistics, statistics } from "../figures/statistics.ts";
import type { Comparison } from "./comparison.ts";
import { type Ends, endNames, type LoadEnds, ref } from "./ends.ts";
import { endpoints, failed as failedSample, outcome } from "./fields.ts";
import { samplesRead, testRecord } from "./iperf3.ts";
import type { ProbeKind } from "./kind.ts";
import { someOf, whole, wholes, workload } from "./options.ts";
import { verdictOn } from "./outcome.ts";
import { type FigureName, optionIn, samplesOf } from "./reading.ts";
import { groupsOf, groupText, isOf, short, type TcpGroup } from "./tcp-groups.ts";
import { type Direction, directions, type TcpFigures, tcpFigures, tcpTest } from "./tcp-load.ts";

export interface IperfOptions extends LoadEnds {
  /** @default "iperf" */
  readonly name?: string;
  /**
   * Numbers of parallel TCP streams, each measured on its own.
   * @default [1, 8]: one stream shows a mode's cost per packet, eight what the machine carries at all
   */
  readonly streams?: readonly number[];
  /**
   * Which way data goes, each measured on its own: `"forward"` from `from` to `to`, `"reverse"` the other way on the same connections.
   * @default ["forward"]
   */
  readonly directions?: readonly Direction[];
  /** Samples for each number of streams in each direction. @default 3 */
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
  readonly directions: readonly Direction[];
  readonly samples: number;
  readonly seconds: number;
  readonly omit: number;
}

/**
 * Measures TCP throughput between two workloads with iperf3, and the segments that are sent again meanwhile.
 *
 * Throughput is the TCP throughput of RFC 6349: payload as received, in bit/s. (That of RFC 1242 is the rate without loss: see
 * `udpThroughput`.)
 *
 * @example
 * ```ts
 * lab.probe(iperf({ from: client, to: server, streams: [1, 4], directions: ["forward", "reverse"] }));
 * ```
 */
export function iperf(options: IperfOptions): IperfSpec {
  const { from, to, name = "iperf", streams = [1, 8], samples = 3, seconds = 3, omit = 1, ...more } = options;
  const { directions = ["forward"], ...others } = more;
  return {
    ...others,
    ...{ kind: "iperf", name, from: ref(from), to: ref(to) },
    ...{ streams, directions, samples, seconds, omit },
  };
}

/** Records from before there was a choice have none: their data went forward. */
const direction = z.enum(directions).default("forward");
const group = { streams: z.number().int(), direction };

const sample = z
  .object({ ...group, sample: z.number().int().describe("From 1"), ...testRecord })
  .and(z.discriminatedUnion("status", [failedSample, tcpFigures]));

const result = z.object({
  kind: z.literal("iperf"),
  ...outcome,
  ...endpoints,
  samples: z.array(sample),
  summary: z.array(z.object({ ...group, bitsPerSecond: statistics })),
});
export type IperfSample = z.infer<typeof sample>;
export type IperfResult = z.infer<typeof result>;

const settings = z.object({
  streams: z.array(z.number().int()),
  directions: z.array(z.enum(directions)).default(["forward"]),
  seconds: z.number(),
  omit: z.number(),
});

/** `3 s after 1 s`. */
const lasting = ({ seconds, omit }: Pick<IperfSpec, "seconds" | "omit">): string =>
  `${seconds} s after ${omit} s`;

/** Measured in 20 rounds of two equal labs each, on a quiet machine (docs/comparing.md). */
const noise = 0.057;

const throughput = (group: TcpGroup): FigureName => ({
  ...{ key: short(group).replace(" ", "-"), title: `Throughput, ${groupText(group)}`, unit: "bit/s" },
  ...{ quantity: "throughput", better: "more" },
});

const comparison: Comparison<IperfSpec, IperfResult, z.infer<typeof settings>> = {
  settings,
  inWords: ({ streams, directions = ["forward"], ...times }) =>
    [
      `${lasting(times)} with ${streams.join(" and ")} streams`,
      ...(directions.join() === "forward" ? [] : [directions.join(" and ")]),
    ].join(", "),
  once: (spec) => ({ ...spec, samples: 1 }),
  hasFigure: ({ samples }) => samples.some(({ status }) => status === "ok"),
  metrics: (settings) =>
    groupsOf(settings).map((group) => ({
      ...throughput(group),
      ...{ noise, judged: true },
      read: ({ samples }) => {
        const found = samples.find((each) => each.status === "ok" && isOf(group)(each));
        return found?.status === "ok" ? { value: found.bitsPerSecond, least: 0 } : null;
      },
    })),
};

/** `8 streams, sample 2`. */
const label = (sample: IperfSample): string => `${groupText(sample)}, sample ${sample.sample}`;

export const iperfKind: ProbeKind<IperfSpec, IperfResult> = {
  kind: "iperf",
  make: iperf,
  result,
  rules: {
    ...{ from: workload, to: workload },
    // 128 is iperf3's own limit.
    streams: wholes(1, 128, 16),
    directions: someOf(...directions),
    samples: whole(1, 100),
    seconds: whole(1, 600),
    omit: whole(0, 60),
  },
  quick: (spec) => ({ ...spec, samples: 1, seconds: 1, omit: 0 }),
  seconds: ({ streams, directions, samples, seconds, omit }) =>
    streams.length * directions.length * samples * (seconds + omit),

  /** Takes every sample in turn; one that fails is recorded with its reason and the rest go on. */
  async run(spec, bench) {
    const groups = groupsOf(spec);
    const samples: IperfSample[] = [];
    for (let number = 1; number <= spec.samples; number += 1)
      for (const group of groups) {
        bench.progress(`${spec.name}: ${groupText(group)}, sample ${number} of ${spec.samples}`);
        const { streams, direction } = group;
        const test = await tcpTest({ ...spec, direction }, streams, number, bench);
        samples.push({ ...group, sample: number, ...test });
      }
    const summary = groups.map((group) => {
      const own = samples.filter(isOf(group));
      const rates = own.flatMap((each) => (each.status === "ok" ? each.bitsPerSecond : []));
      return { ...group, bitsPerSecond: describe(rates, own.length - rates.length) };
    });
    const verdict = verdictOn(samples, spec.samples * groups.length);
    return { kind: "iperf", ...verdict, ...endNames(spec), samples, summary };
  },

  blank: (spec) => ({ ...endNames(spec), samples: [], summary: [] }),

  reading: {
    lines: ({ from, to, summary }) =>
      summary.map(({ bitsPerSecond, ...group }) => ({
        what: `${group.direction === "forward" ? `${from} → ${to}` : `${to} → ${from}`}, ${plural(group.streams, "stream")}`,
        figure: bitsPerSecond.median === null ? "no figure" : rate(bitsPerSecond.median),
        detail: spread(bitsPerSecond),
      })),
    ...samplesRead(label),
    rates: ({ from, to, samples, summary }) => ({
      ...{ from, to, of: "TCP by iperf3", by: "Streams" },
      groups: summary.map(({ bitsPerSecond, ...group }) => ({
        ...{ name: short(group), label: groupText(group), bitsPerSecond },
      })),
      columns: ["Retransmits", "CPU client", "CPU server"],
      samples: samples.map((each) => {
        const place = { group: groupText(each), sample: each.sample };
        return each.status === "ok"
          ? { ...place, status: "ok", bitsPerSecond: each.bitsPerSecond, cells: cells(each) }
          : { ...place, status: "failed", reason: each.reason };
      }),
    }),
    figures: ({ samples, summary }) =>
      summary.map((group) => {
        const sound = samples.filter(isOf(group)).flatMap((each) => (each.status === "ok" ? each : []));
        // iperf3 by itself leaves out nothing.
        const omit = Number(optionIn(sound[0]?.command.client ?? [], "--omit") ?? 0);
        const seconds = sound.map((each) => each.seconds);
        return {
          ...throughput(group),
          settings: samplesOf(seconds, (each) => lasting({ seconds: each, omit })),
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
