import { z } from "zod";
import { amount, count, rate } from "../figures/format.ts";
import { describe, statistics } from "../figures/statistics.ts";
import type { LabSpec } from "../model/lab-spec.ts";
import type { Comparison } from "./comparison.ts";
import { type Ends, endNames, type LoadEnds, ref } from "./ends.ts";
import { endpoints, failed as failedSample, outcome } from "./fields.ts";
import { samplesRead, testRecord } from "./iperf3.ts";
import type { ProbeKind } from "./kind.ts";
import { whole, wholeOrNone, wholes, workload } from "./options.ts";
import { verdictOn } from "./outcome.ts";
import { samplesOf } from "./reading.ts";
import { largestPayload, udpFigures, udpTest } from "./udp-load.ts";

export interface UdpOptions extends LoadEnds {
  /** @default "udp" */
  readonly name?: string;
  /** Rates at which payload is sent, in Mbit/s, each measured on its own. @default [10, 100, 1000] */
  readonly rates?: readonly number[];
  /** Samples for each rate. @default 3 */
  readonly samples?: number;
  /** Seconds of each sample. @default 1 */
  readonly seconds?: number;
  /**
   * Bytes of payload in each datagram; with more than the default each is sent in fragments.
   * @default the mode's MTU less 28: the largest that goes in one packet
   */
  readonly size?: number;
}

export interface UdpSpec extends Ends {
  readonly kind: "udp";
  readonly name: string;
  readonly rates: readonly number[];
  readonly samples: number;
  readonly seconds: number;
  /** Null for the largest that goes in one packet. */
  readonly size: number | null;
}

/**
 * Measures what arrives of UDP that is sent at given rates by iperf3: goodput, loss and jitter.
 *
 * @example
 * ```ts
 * lab.probe(udpLoad({ from: client, to: server, rates: [50, 500], seconds: 3 }));
 * ```
 */
export function udp(options: UdpOptions): UdpSpec {
  const { from, to, name = "udp", rates = [10, 100, 1000], ...more } = options;
  const { samples = 3, seconds = 1, size = null, ...others } = more;
  return { ...others, kind: "udp", name, from: ref(from), to: ref(to), rates, samples, seconds, size };
}

const sample = z
  .object({ rate: z.number().describe("Mbit/s"), sample: z.number().int().describe("From 1"), ...testRecord })
  .and(z.discriminatedUnion("status", [failedSample, udpFigures]));

const summary = z.object({
  rate: z.number().describe("Mbit/s"),
  bitsPerSecond: statistics,
  lossPercent: statistics,
  jitterMilliseconds: statistics,
});

const result = z.object({
  kind: z.literal("udp"),
  ...outcome,
  ...endpoints,
  size: z.number().int().describe("Bytes of payload in each datagram"),
  samples: z.array(sample),
  summary: z.array(summary),
});
type UdpSample = z.infer<typeof sample>;
export type UdpResult = z.infer<typeof result>;

const settings = z.object({ rates: z.array(z.number()), seconds: z.number(), size: z.number().nullable() });

/** `1 s with 1422 bytes`. */
const lasting = ({ seconds, size }: Pick<UdpSpec, "seconds" | "size">): string =>
  `${seconds} s with ${size === null ? "the largest payload" : `${size} bytes`}`;

/** How far UDP's figures of two equal labs are apart was not measured: only twice as much, or half, counts as different. */
const noise = 1;

/** Less than one datagram cannot be lost. */
function leastLoss(sent: number): number {
  return 100 / sent;
}

/** What is compared of each rate. */
const compared = [
  { figure: "bitsPerSecond", quantity: "goodput", unit: "bit/s", better: "more", least: () => 0 },
  { figure: "lossPercent", quantity: "loss", unit: "%", better: "less", least: leastLoss },
  { figure: "jitterMilliseconds", quantity: "jitter", unit: "ms", better: "less", least: () => 0 },
] as const;

const figureAt = (rate: number, { quantity, unit, better }: (typeof compared)[number]) => ({
  key: `${quantity}-${rate}`,
  title: `UDP ${quantity} at ${rate} Mbit/s`,
  ...{ unit, quantity, better },
});

const comparison: Comparison<UdpSpec, UdpResult, z.infer<typeof settings>> = {
  settings,
  inWords: ({ rates, ...sample }) => `${lasting(sample)} at ${rates.join(" and ")} Mbit/s`,
  once: (spec) => ({ ...spec, samples: 1 }),
  hasFigure: ({ samples }) => samples.some(({ status }) => status === "ok"),
  metrics: ({ rates }) =>
    rates.flatMap((rate) =>
      compared.map((each) => ({
        ...figureAt(rate, each),
        ...{ noise, judged: false },
        read: ({ samples }) => {
          const [found] = soundAt(rate, samples);
          return found ? { value: found[each.figure], least: each.least(found.sent) } : null;
        },
      })),
    ),
};

/** `100 Mbit/s, sample 2`. */
const label = ({ rate, sample }: UdpSample): string => `${rate} Mbit/s, sample ${sample}`;

export const udpKind: ProbeKind<UdpSpec, UdpResult> = {
  kind: "udp",
  make: udp,
  result,
  rules: {
    ...{ from: workload, to: workload },
    rates: wholes(1, 100_000, 16),
    samples: whole(1, 100),
    seconds: whole(1, 600),
    // iperf3's least, and the most that IPv4 carries.
    size: wholeOrNone(16, 65_507),
  },
  quick: (spec) => ({ ...spec, samples: 1, seconds: 1 }),
  seconds: ({ rates, samples, seconds }) => rates.length * samples * seconds,

  async run(spec, bench) {
    const size = sizeIn(spec, bench.lab);
    const samples: UdpSample[] = [];
    for (let number = 1; number <= spec.samples; number += 1)
      for (const rate of spec.rates) {
        bench.progress(`${spec.name}: ${rate} Mbit/s, sample ${number} of ${spec.samples}`);
        const { from, to, seconds, name } = spec;
        const test = await udpTest(
          { from, to, seconds, size, rate, file: `${name}-${rate}-${number}.json` },
          bench,
        );
        samples.push({ rate, sample: number, ...test });
      }
    const verdict = verdictOn(samples, spec.samples * spec.rates.length);
    return { kind: "udp", ...verdict, ...endNames(spec), size, samples, summary: summarise(spec, samples) };
  },

  blank: (spec, lab) => ({ ...endNames(spec), size: sizeIn(spec, lab), samples: [], summary: [] }),

  reading: {
    lines: ({ from, to, samples, summary }) =>
      summary.map(({ rate: asked, bitsPerSecond, lossPercent, jitterMilliseconds }) => {
        const [goodput, loss, jitter] = [bitsPerSecond.median, lossPercent.median, jitterMilliseconds.median];
        const none = goodput === null || loss === null || jitter === null;
        return {
          what: `${from} → ${to}, ${asked} Mbit/s`,
          figure: none
            ? "no figure"
            : `${rate(goodput)}, ${amount(loss, "%")} lost, jitter ${amount(jitter, "ms")}`,
          detail: detail(samples.filter((each) => each.rate === asked)),
        };
      }),
    ...samplesRead(label),
    rates: ({ from, to, samples, summary }) => ({
      ...{ from, to, of: "UDP by iperf3", by: "Sent" },
      groups: summary.map(({ rate, bitsPerSecond }) => ({
        ...{ name: `${rate} Mbit/s`, label: `${rate} Mbit/s`, bitsPerSecond },
      })),
      columns: ["Lost", "Jitter"],
      samples: samples.map((each) => {
        const place = { group: `${each.rate} Mbit/s`, sample: each.sample };
        return each.status === "ok"
          ? { ...place, status: "ok", bitsPerSecond: each.bitsPerSecond, cells: cells(each) }
          : { ...place, status: "failed", reason: each.reason };
      }),
    }),
    figures: ({ samples, summary, size }) =>
      summary.flatMap(({ rate }) => {
        const sound = soundAt(rate, samples);
        const settings = samplesOf(
          sound.map((each) => (8 * size * each.sent) / each.sentBitsPerSecond),
          (seconds) => lasting({ seconds, size }),
        );
        return compared.map((each) => ({
          ...figureAt(rate, each),
          ...{ settings, values: sound.map((sample) => sample[each.figure]) },
        }));
      }),
  },
  comparison,
};

const sizeIn = ({ size }: UdpSpec, { mode }: LabSpec): number => size ?? largestPayload(mode.mtu);

type Sound = Extract<UdpSample, { status: "ok" }>;
const soundOf = (samples: readonly UdpSample[]): Sound[] =>
  samples.flatMap((each) => (each.status === "ok" ? each : []));

const soundAt = (rate: number, samples: readonly UdpSample[]): Sound[] =>
  soundOf(samples.filter((each) => each.rate === rate));

const summarise = ({ rates }: UdpSpec, samples: readonly UdpSample[]): UdpResult["summary"] =>
  rates.map((rate) => {
    const own = samples.filter((each) => each.rate === rate);
    const sound = soundOf(own);
    const of = (figure: "bitsPerSecond" | "lossPercent" | "jitterMilliseconds") =>
      describe(
        sound.map((each) => each[figure]),
        own.length - sound.length,
      );
    return {
      rate,
      bitsPerSecond: of("bitsPerSecond"),
      lossPercent: of("lossPercent"),
      jitterMilliseconds: of("jitterMilliseconds"),
    };
  });

const cells = ({ lost, lossPercent, jitterMilliseconds }: Sound): string[] => [
  `${count(lost)} (${amount(lossPercent, "%")})`,
  amount(jitterMilliseconds, "ms"),
];

/** `24 of 8,783 lost, n = 1`, and what was sent where that is not what was asked for. */
function detail(samples: readonly UdpSample[]): string {
  const sound = soundOf(samples);
  const total = (figure: "lost" | "sent") => sound.reduce((all, each) => all + each[figure], 0);
  const least = Math.min(...sound.map(({ sentBitsPerSecond }) => sentBitsPerSecond));
  return [
    sound.length > 0 && `${count(total("lost"))} of ${count(total("sent"))} lost`,
    sound.some((each) => each.sentBitsPerSecond < 0.95e6 * each.rate) && `only ${rate(least)} sent`,
    `n = ${sound.length}`,
    samples.length > sound.length && `${samples.length - sound.length} failed`,
  ]
    .filter((part) => part !== false)
    .join(", ");
}
