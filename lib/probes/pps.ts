import { z } from "zod";
import { amount, count } from "../figures/format.ts";
import { describe, type Statistics, statistics } from "../figures/statistics.ts";
import type { Comparison } from "./comparison.ts";
import { type Ends, endNames, type LoadEnds, ref } from "./ends.ts";
import { endpoints, failed as failedSample, outcome } from "./fields.ts";
import { samplesRead, testRecord } from "./iperf3.ts";
import type { ProbeKind } from "./kind.ts";
import { whole, workload } from "./options.ts";
import { verdictOn } from "./outcome.ts";
import { type FigureName, samplesOf } from "./reading.ts";
import { udpFigures, udpTest } from "./udp-load.ts";

export interface PpsOptions extends LoadEnds {
  /** @default "pps" */
  readonly name?: string;
  /** @default 3 */
  readonly samples?: number;
  /** Seconds of each sample. @default 1 */
  readonly seconds?: number;
  /** Bytes of UDP payload in each packet. @default 64 */
  readonly size?: number;
}

export interface PpsSpec extends Ends {
  readonly kind: "pps";
  readonly name: string;
  readonly samples: number;
  readonly seconds: number;
  readonly size: number;
}

/**
 * Counts the small packets that arrive in a second when one workload sends UDP as fast as it can: what a mode costs for each packet,
 * whatever is in it. In words of RFC 2285 (3.6.2) that is the forwarding rate at the maximum offered load, counted by the program that
 * receives; how much was offered stands beside it. The highest rate without loss is another figure: see `udpThroughput`, with a `size`.
 *
 * @example
 * ```ts
 * lab.probe(pps({ from: client, to: server }));
 * ```
 */
export function pps(options: PpsOptions): PpsSpec {
  const { from, to, name = "pps", samples = 3, seconds = 1, size = 64, ...others } = options;
  return { ...others, kind: "pps", name, from: ref(from), to: ref(to), samples, seconds, size };
}

const figures = udpFigures.extend({
  offeredPacketsPerSecond: z.number().describe("By the sender"),
  packetsPerSecond: z.number().describe("By the receiver"),
});

const sample = z
  .object({ sample: z.number().int().describe("From 1"), ...testRecord })
  .and(z.discriminatedUnion("status", [failedSample, figures]));

const result = z.object({
  kind: z.literal("pps"),
  ...outcome,
  ...endpoints,
  size: z.number().int().describe("Bytes of UDP payload in each packet"),
  samples: z.array(sample),
  summary: z.object({
    packetsPerSecond: statistics,
    offeredPacketsPerSecond: statistics,
    lossPercent: statistics,
  }),
});
type PpsSample = z.infer<typeof sample>;
export type PpsResult = z.infer<typeof result>;

const settings = z.object({ seconds: z.number(), size: z.number() });

/** How far those of two equal labs are apart was not measured: only twice as many, or half, count as different. */
const noise = 1;

const received = (size: number): FigureName => ({
  ...{ key: "received", title: `Packets with ${size} bytes`, unit: "packets/s", quantity: "packet rate" },
  better: "more",
});

const comparison: Comparison<PpsSpec, PpsResult, z.infer<typeof settings>> = {
  settings,
  inWords: ({ seconds, size }) => `${seconds} s of packets with ${size} bytes`,
  once: (spec) => ({ ...spec, samples: 1 }),
  hasFigure: ({ samples }) => samples.some(({ status }) => status === "ok"),
  metrics: ({ size }) => [
    {
      ...{ ...received(size), noise, judged: false },
      read: ({ samples: [first] }) =>
        first?.status === "ok" ? { value: first.packetsPerSecond, least: 0 } : null,
    },
  ],
};

export const ppsKind: ProbeKind<PpsSpec, PpsResult> = {
  kind: "pps",
  make: pps,
  result,
  rules: {
    ...{ from: workload, to: workload },
    samples: whole(1, 100),
    seconds: whole(1, 60),
    // iperf3's least; more than goes in one packet of any mode would be fragments.
    size: whole(16, 1400),
  },
  quick: (spec) => ({ ...spec, samples: 1, seconds: 1 }),
  seconds: ({ samples, seconds }) => samples * seconds,

  async run(spec, bench) {
    const { from, to, seconds, size, name } = spec;
    const samples: PpsSample[] = [];
    for (let number = 1; number <= spec.samples; number += 1) {
      bench.progress(`${name}: sample ${number} of ${spec.samples}`);
      const test = await udpTest(
        { from, to, seconds, size, rate: null, file: `${name}-${number}.json` },
        bench,
      );
      samples.push({
        sample: number,
        ...(test.status === "ok" ? { ...test, ...inPackets(test, size) } : test),
      });
    }
    const verdict = verdictOn(samples, spec.samples);
    return { kind: "pps", ...verdict, ...endNames(spec), size, samples, summary: summarise(samples) };
  },

  blank: (spec) => ({ ...endNames(spec), size: spec.size, samples: [], summary: summarise([]) }),

  reading: {
    lines: ({ from, to, size, summary: { packetsPerSecond, offeredPacketsPerSecond, lossPercent } }) => {
      const [offered, lost] = [offeredPacketsPerSecond.median, lossPercent.median];
      return [
        {
          what: `${from} → ${to}, ${count(size)} bytes`,
          figure: packetsPerSecond.median === null ? "no figure" : rateText(packetsPerSecond.median),
          detail: [
            ...(offered === null || lost === null
              ? []
              : [`${rateText(offered)} offered`, `${amount(lost, "%")} lost`]),
            spread(packetsPerSecond),
          ].join(", "),
        },
      ];
    },
    ...samplesRead(({ sample }: PpsSample) => `sample ${sample}`),
    figures: ({ size, samples }) => {
      const sound = samples.flatMap((each) => (each.status === "ok" ? each : []));
      const seconds = sound.map(({ sent, offeredPacketsPerSecond }) => sent / offeredPacketsPerSecond);
      const values = sound.map(({ packetsPerSecond }) => packetsPerSecond);
      const settings = samplesOf(seconds, (each) => comparison.inWords({ seconds: each, size }));
      return [{ ...received(size), settings, values }];
    },
  },
  comparison,
};

/** iperf3 counts payload, and all packets have as much of it. */
const inPackets = (
  {
    sentBitsPerSecond,
    bitsPerSecond,
  }: Pick<z.infer<typeof udpFigures>, "sentBitsPerSecond" | "bitsPerSecond">,
  size: number,
) => ({
  offeredPacketsPerSecond: sentBitsPerSecond / (8 * size),
  packetsPerSecond: bitsPerSecond / (8 * size),
});

const rateText = (value: number): string => `${count(Math.round(value))} packets/s`;

/** `201,233–214,022, n = 3, 1 failed`. */
const spread = ({ min, max, n, failed }: Statistics): string =>
  [
    ...(min === null || max === null || n < 2 ? [] : [`${count(Math.round(min))}–${count(Math.round(max))}`]),
    `n = ${n}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join(", ");

function summarise(samples: readonly PpsSample[]): PpsResult["summary"] {
  const sound = samples.flatMap((each) => (each.status === "ok" ? each : []));
  const of = (figure: keyof PpsResult["summary"]) =>
    describe(
      sound.map((each) => each[figure]),
      samples.length - sound.length,
    );
  return {
    packetsPerSecond: of("packetsPerSecond"),
    offeredPacketsPerSecond: of("offeredPacketsPerSecond"),
    lossPercent: of("lossPercent"),
  };
}
