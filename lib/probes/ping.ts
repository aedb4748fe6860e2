import { z } from "zod";
import { milliseconds, rounded, significant } from "../figures/format.ts";
import { describe, statistics } from "../figures/statistics.ts";
import type { WorkloadRef } from "../model/lab-spec.ts";
import { type End, endNames, ref } from "./ends.ts";
import { commandLine, endpoints, outcome } from "./fields.ts";
import type { ProbeKind } from "./kind.ts";
import { number, oneOf, whole, workloadOrHost } from "./options.ts";
import { verdict } from "./outcome.ts";
import { addressOf } from "./places.ts";

export interface PingOptions {
  /** A workload, or a host by itself. */
  readonly from: End;
  /** A workload, or a host: then its first underlay address is pinged. */
  readonly to: End;
  /** @default "ping" */
  readonly name?: string;
  /** Echo requests. @default 20 */
  readonly count?: number;
  /** Seconds between them. @default 0.1 */
  readonly interval?: number;
  /**
   * What passes: every reply (`replies`), or, in a lab with `expectBroken`, none at all (`silence`).
   * @default "replies"
   */
  readonly expect?: PingSpec["expect"];
}

export interface PingSpec {
  readonly kind: "ping";
  readonly name: string;
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  readonly count: number;
  readonly interval: number;
  readonly expect: "replies" | "silence";
}

/**
 * Measures round-trip time and loss.
 *
 * @example
 * ```ts
 * lab.probe(ping({ from: client, to: server, count: 100, interval: 0.05 }));
 * lab.probe(ping({ name: "ping-underlay", from: host1, to: host2 }));
 * ```
 */
export function ping(options: PingOptions): PingSpec {
  const { from, to, name = "ping", count = 20, interval = 0.1, expect = "replies", ...others } = options;
  return { ...others, kind: "ping", name, from: ref(from), to: ref(to), count, interval, expect };
}

const result = z.object({
  kind: z.literal("ping"),
  ...outcome,
  ...endpoints,
  expect: z.enum(["replies", "silence"]).describe("What passes: every reply, or none at all"),
  command: commandLine,
  raw: z.string().nullable(),
  transmitted: z.number().int().nullable(),
  received: z.number().int().nullable(),
  samples: z
    .array(z.object({ sequence: z.number().int(), ttl: z.number().int(), milliseconds: z.number() }))
    .describe("One per echo reply"),
  milliseconds: statistics,
});
export type PingResult = z.infer<typeof result>;

export const pingKind: ProbeKind<PingSpec, PingResult> = {
  kind: "ping",
  make: ping,
  result,
  rules: {
    ...{ from: workloadOrHost, to: workloadOrHost },
    count: whole(1, 10_000),
    interval: number(0.01, 60),
    expect: oneOf("replies", "silence"),
  },
  problems: ({ expect }, lab, path) =>
    expect === "silence" && lab.expectBroken === undefined ? [{ path, message: unexplained }] : [],
  seconds: ({ count, interval }) => count * interval,
  expectsSilence: ({ expect }) => expect === "silence",

  async run(spec, bench) {
    bench.progress(`${spec.name}: ${spec.count} echo requests`);
    const command = pingCommand(spec, addressOf(bench.lab, spec.to));
    const options = { limit: pingLimit(spec), signal: bench.signal };
    const running = bench.start(spec.from, command, `${bench.lab.name}-${spec.name}`, options);
    const output = await running.output;
    // What was ended from outside goes on where it runs, for as long as it was to take.
    if (output.exitCode === null) await running.stop();
    const raw = await bench.keep(`${spec.name}.txt`, output.stdout + output.stderr);
    const reading = readPing(output.stdout);
    const { transmitted, received, samples } = reading;
    return {
      kind: "ping",
      ...verdict(transmitted === null ? output.ending : pingComplaint(spec, reading)),
      ...endNames(spec),
      ...{ expect: spec.expect, command: [...running.line], raw, transmitted, received, samples },
      milliseconds: describe(
        samples.map(({ milliseconds }) => milliseconds),
        Math.max(0, spec.count - samples.length),
      ),
    };
  },

  blank: (spec) => ({
    ...endNames(spec),
    ...{ expect: spec.expect, command: [], raw: null, transmitted: null, received: null, samples: [] },
    milliseconds: describe([], spec.count),
  }),

  reading: {
    lines: (probe) => [
      {
        what: `${probe.from} → ${probe.to}`,
        figure: [loss(probe), roundTrip(probe)].filter((part) => part !== null).join(", ") || "no figure",
        detail: spread(probe),
      },
    ],
    commands: ({ from, to, command }) => [{ what: `${from} → ${to}`, line: command }],
    files: ({ from, to, raw }) => (raw === null ? [] : [{ what: `${from} → ${to}`, path: raw }]),
    // Where silence is expected, an answer is a fault and no figure.
    figures: (probe) =>
      probe.expect === "silence"
        ? []
        : [
            { ...roundTripTime, values: probe.samples.map(({ milliseconds }) => milliseconds) },
            { ...packetLoss, values: percents(lossOf(probe)) },
          ],
  },
};

const roundTripTime = {
  key: "rtt",
  title: "Round-trip time",
  unit: "ms",
  quantity: "round-trip time",
  better: "less",
  settings: "",
} as const;

const packetLoss = {
  key: "loss",
  title: "Echo requests lost",
  unit: "%",
  quantity: "loss",
  better: "less",
  settings: "",
} as const;

const unexplained =
  "The probe expects silence, but nothing says that the lab is meant to be broken. Give the lab the reason with expectBroken, or let the probe expect replies.";

/**
 * iputils' ping: numeric, one second's patience for the last reply. It has no deadline (`-w`), which would end it at the
 * first ICMP error, when most requests are not sent yet; it ends by itself when all are.
 */
export const pingCommand = ({ count, interval }: Pick<PingSpec, "count" | "interval">, target: string) => [
  ...["ping", "-n", "-c", String(count), "-i", String(interval), "-W", "1", target],
];

/** Seconds after which a ping is given up. A request to a neighbour that does not answer can take most of a second. */
const pingLimit = ({ count, interval }: Pick<PingSpec, "count" | "interval">): number =>
  count * Math.max(interval, 1) + 20;

export interface PingReading {
  /** Null where ping printed no statistics: it never began. */
  readonly transmitted: number | null;
  readonly received: number | null;
  readonly samples: { sequence: number; ttl: number; milliseconds: number }[];
}

/** Reads what ping printed, iputils' or busybox'. */
export function readPing(text: string): PingReading {
  const counts = /(\d+) packets transmitted, (\d+) (?:packets )?received/.exec(text);
  const samples = [...text.matchAll(/\b(?:icmp_)?seq=(\d+) ttl=(\d+) time=([\d.]+) ms(?! \(DUP)/g)].map(
    ([, sequence, ttl, milliseconds]) => ({
      sequence: Number(sequence),
      ttl: Number(ttl),
      milliseconds: Number(milliseconds),
    }),
  );
  return {
    transmitted: counts ? Number(counts[1]) : null,
    received: counts ? Number(counts[2]) : null,
    samples,
  };
}

/** Why a ping did not give what was asked and expected; null when it did. */
export function pingComplaint(
  { count, expect }: Pick<PingSpec, "count" | "expect">,
  { transmitted, received, samples }: PingReading,
): string | null {
  if (transmitted === null || received === null) return "ping printed no statistics";
  if (expect === "silence" && received > 0)
    return `${received} of ${transmitted} replies came, but the lab is expected to be broken here: mend what it expects, or what it shows`;
  if (transmitted < count)
    return `only ${transmitted} of ${count} echo requests were sent, and ${received} answered`;
  if (expect === "silence") return null;
  if (received < transmitted) return `${transmitted - received} of ${transmitted} replies are missing`;
  return samples.length < received
    ? `${received} replies came, but ping told the time of ${samples.length} only`
    : null;
}

const lossOf = ({ transmitted, received }: PingResult): number | null =>
  transmitted === null || received === null || transmitted === 0
    ? null
    : (transmitted - received) / transmitted;

const percents = (ratio: number | null): number[] => (ratio === null ? [] : [100 * ratio]);

function loss(probe: PingResult): string | null {
  const ratio = lossOf(probe);
  if (ratio === null) return null;
  // What is lost in part is lost neither never nor always, however it is rounded.
  return `${ratio < 1 && rounded(100 * ratio) === "100" ? "over 99.9" : rounded(100 * ratio)} % loss`;
}

const roundTrip = ({ milliseconds: { median } }: PingResult): string | null =>
  median === null ? null : `rtt median ${milliseconds(median)}`;

function spread({ milliseconds: { min, max, n } }: PingResult): string {
  return min === null || max === null ? `n = ${n}` : `${significant(min)}–${significant(max)}, n = ${n}`;
}
