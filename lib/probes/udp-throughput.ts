import { z } from "zod";
import { count, rate } from "../figures/format.ts";
import { describe, statistics } from "../figures/statistics.ts";
import type { LabSpec } from "../model/lab-spec.ts";
import type { Comparison } from "./comparison.ts";
import { type Ends, endNames, type LoadEnds, ref } from "./ends.ts";
import { endpoints, outcome } from "./fields.ts";
import type { ProbeKind } from "./kind.ts";
import { number, whole, wholeOrNone, workload } from "./options.ts";
import { verdictOn } from "./outcome.ts";
import { mostTrials, type RateSearch } from "./rate-search.ts";
import type { FigureName } from "./reading.ts";
import { largestPayload } from "./udp-load.ts";
import { lossCurve, searchesText } from "./udp-throughput-reading.ts";
import { searchUdp, soundOf, type UdpSearch, udpSearch } from "./udp-trials.ts";

export interface UdpThroughputOptions extends LoadEnds {
  /** @default "udp-throughput" */
  readonly name?: string;
  /**
   * Percent of the datagrams that may be lost. RFC 2544 asks for none, which hosts that do other things as well keep at no rate for long;
   * half a percent is what is usual for networks in software (the partial drop rate of draft-ietf-bmwg-mlrsearch and of FD.io CSIT).
   * @default 0.5
   */
  readonly maxLoss?: number;
  /** The lowest rate that is tried, in Mbit/s of payload. @default 10 */
  readonly least?: number;
  /** The highest, in Mbit/s of payload. @default 10000 */
  readonly most?: number;
  /**
   * Percent that the lowest rate which lost too much is at most above the highest which did not, when the search ends.
   * @default 5
   */
  readonly resolution?: number;
  /** Searches. @default 1 */
  readonly samples?: number;
  /** Seconds of each trial. RFC 2544 asks for 60; so short ones find what a rate of seconds can keep. @default 1 */
  readonly seconds?: number;
  /** Bytes of payload in each datagram. @default the mode's MTU less 28: the largest that goes in one packet */
  readonly size?: number;
}

export interface UdpThroughputSpec extends Ends {
  readonly kind: "udp-throughput";
  readonly name: string;
  readonly maxLoss: number;
  readonly least: number;
  readonly most: number;
  readonly resolution: number;
  readonly samples: number;
  readonly seconds: number;
  /** Null for the largest that goes in one packet. */
  readonly size: number | null;
}

/**
 * Searches for the highest rate at which UDP still arrives: its knee. In words of RFC 1242 and RFC 2544 (26.1) that is the throughput,
 * but with a loss that is allowed; each trial's rate is an intended load, what was sent of it the offered load (RFC 2285, 3.5), and what
 * arrived the goodput (RFC 2647). The trials halve what is left between two rates, in proportions; a small loss is tried a second time.
 *
 * @example
 * ```ts
 * lab.probe(udpThroughput({ from: client, to: server, maxLoss: 0.1 }));
 * ```
 */
export function udpThroughput(options: UdpThroughputOptions): UdpThroughputSpec {
  const { from, to, name = "udp-throughput", maxLoss = 0.5, least = 10, most = 10_000, ...more } = options;
  const { resolution = 5, samples = 1, seconds = 1, size = null, ...others } = more;
  return {
    ...others,
    ...{ kind: "udp-throughput", name, from: ref(from), to: ref(to) },
    ...{ maxLoss, least, most, resolution, samples, seconds, size },
  };
}

const search = z.object({
  least: z.number().describe("The lowest rate, in Mbit/s"),
  most: z.number().describe("The highest"),
  resolution: z.number().describe("Percent between the rates where it ends"),
  seconds: z.number().describe("Of each trial"),
});

const result = z.object({
  kind: z.literal("udp-throughput"),
  ...outcome,
  ...endpoints,
  size: z.number().int().describe("Bytes of payload in each datagram"),
  maxLoss: z.number().describe("Percent that may be lost"),
  search: search
    .nullable()
    .default(null)
    .describe("What was to be tried; null in records from before it was kept"),
  samples: z.array(udpSearch),
  summary: z.object({ offeredBitsPerSecond: statistics, packetsPerSecond: statistics }),
});
export type UdpThroughputResult = z.infer<typeof result>;

const settings = z.object({ maxLoss: z.number(), ...search.shape, size: z.number().nullable() });

/** How far those of two equal labs are apart was not measured: only twice as much, or half, counts as different. */
const noise = 1;

const throughput = (maxLoss: number): FigureName => ({
  ...{ key: "throughput", title: `UDP throughput, ${maxLoss} % loss allowed`, unit: "bit/s" },
  ...{ quantity: "UDP throughput", better: "more" },
});

const comparison: Comparison<UdpThroughputSpec, UdpThroughputResult, z.infer<typeof settings>> = {
  settings,
  inWords: ({ maxLoss, least, most, resolution, seconds, size }) =>
    `${maxLoss} % loss at most from ${least} to ${most} Mbit/s in steps of ${resolution} % and ${seconds} s with ${size === null ? "the largest payload" : `${size} bytes`}`,
  once: (spec) => ({ ...spec, samples: 1 }),
  hasFigure: ({ samples }) => soundOf(samples).length > 0,
  metrics: ({ maxLoss }) => [
    {
      ...{ ...throughput(maxLoss), noise, judged: false },
      read: ({ samples: [first] }) =>
        first?.status === "ok" ? { value: first.offeredBitsPerSecond, least: 0 } : null,
    },
  ],
};

export const udpThroughputKind: ProbeKind<UdpThroughputSpec, UdpThroughputResult> = {
  kind: "udp-throughput",
  make: udpThroughput,
  result,
  rules: {
    ...{ from: workload, to: workload },
    maxLoss: number(0, 50),
    least: number(0.1, 100_000),
    most: number(0.1, 100_000),
    resolution: number(1, 100),
    samples: whole(1, 100),
    seconds: whole(1, 60),
    // iperf3's least, and the most that IPv4 carries.
    size: wholeOrNone(16, 65_507),
  },
  problems: ({ least, most }, _, path) =>
    least > most
      ? [{ path, message: `least ${least} is above most ${most}. Give the lower rate as least, in Mbit/s.` }]
      : [],
  quick: (spec) => ({ ...spec, samples: 1, seconds: 1, resolution: Math.max(25, spec.resolution) }),
  seconds: (spec) => spec.samples * spec.seconds * mostTrials(searchOf(spec)),

  async run(spec, bench) {
    const size = sizeIn(spec, bench.lab);
    const samples: UdpSearch[] = [];
    for (let each = 1; each <= spec.samples && !bench.signal.aborted; each += 1)
      samples.push(await searchUdp({ ...spec, ...searchOf(spec), size }, each, bench));
    return {
      ...{ kind: "udp-throughput", ...verdictOn(samples, spec.samples), ...endNames(spec) },
      ...{ size, maxLoss: spec.maxLoss, search: search.parse(spec), samples, summary: summarise(samples) },
    };
  },

  blank: (spec, lab) => ({
    ...{ ...endNames(spec), size: sizeIn(spec, lab), maxLoss: spec.maxLoss },
    ...{ search: search.parse(spec), samples: [], summary: summarise([]) },
  }),

  reading: {
    lines: ({ from, to, size, samples, summary: { offeredBitsPerSecond, packetsPerSecond } }) => [
      {
        what: `${from} → ${to}, ${count(size)} bytes`,
        figure:
          offeredBitsPerSecond.median === null || packetsPerSecond.median === null
            ? "no figure"
            : `${rate(offeredBitsPerSecond.median)}, ${count(Math.round(packetsPerSecond.median))} packets/s`,
        detail: searchesText(samples),
      },
    ],
    commands: ({ samples }) =>
      samples.flatMap(({ sample, trials }) =>
        trials.flatMap(({ rate, command }) => [
          { what: `search ${sample}, ${rate} Mbit/s, server`, line: command.server },
          { what: `search ${sample}, ${rate} Mbit/s, client`, line: command.client },
        ]),
      ),
    files: ({ samples }) =>
      samples.flatMap(({ sample, trials }) =>
        trials.flatMap(({ rate, raw }) =>
          raw === null ? [] : [{ what: `search ${sample}, ${rate} Mbit/s`, path: raw }],
        ),
      ),
    curve: lossCurve,
    figures: ({ maxLoss, size, search, samples }) => [
      {
        ...throughput(maxLoss),
        settings:
          search === null
            ? `${maxLoss} % loss at most with ${size} bytes by a search that is not recorded`
            : comparison.inWords({ ...search, maxLoss, size }),
        values: soundOf(samples).map(({ offeredBitsPerSecond }) => offeredBitsPerSecond),
      },
    ],
  },
  comparison,
};

const sizeIn = ({ size }: UdpThroughputSpec, { mode }: LabSpec): number => size ?? largestPayload(mode.mtu);

/** Percents of a resolution are proportions in the search. */
const searchOf = ({ least, most, resolution, maxLoss }: UdpThroughputSpec): RateSearch => ({
  ...{ least, most, resolution: resolution / 100, maxLoss },
});

function summarise(samples: readonly UdpSearch[]): UdpThroughputResult["summary"] {
  const sound = soundOf(samples);
  const of = (figure: "offeredBitsPerSecond" | "packetsPerSecond") =>
    describe(
      sound.map((each) => each[figure]),
      samples.length - sound.length,
    );
  return { offeredBitsPerSecond: of("offeredBitsPerSecond"), packetsPerSecond: of("packetsPerSecond") };
}
