import { z } from "zod";
import type { WorkloadRef } from "../model/lab-spec.ts";
import type { Bench } from "./bench.ts";
import {
  cutShort,
  type Failed,
  failed,
  type Iperf3Test,
  iperf3Test,
  isCutShort,
  parseReport,
} from "./iperf3.ts";

/** What iperf3 tells of a load of TCP. */
export const tcpFigures = z.object({
  bitsPerSecond: z.number().describe("Received, whichever end that is: iperf3's end.sum_received"),
  sentBitsPerSecond: z.number(),
  bytes: z.number().describe("Received"),
  seconds: z.number().describe("Measured interval, the omitted start left out"),
  retransmits: z
    .number()
    .nullable()
    .describe(
      "TCP segments that the sender sent again (tcp(7), TCP_INFO); null where the kernel does not tell",
    ),
  cpuPercent: z
    .object({ client: z.number(), server: z.number() })
    .describe("CPU of the iperf3 process at each end; 100 is one core"),
  status: z.literal("ok"),
});
export type TcpFigures = z.infer<typeof tcpFigures>;

/** What a load of TCP is made of, for every probe that needs some. */
export interface TcpLoad extends Pick<Iperf3Test, "beforehand"> {
  readonly name: string;
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  /** Seconds that count. */
  readonly seconds: number;
  /** Seconds at the start that do not. */
  readonly omit: number;
  /** Which way data goes. @default "forward" */
  readonly direction?: Direction;
}

/**
 * Which way data goes on connections that `from` opens: `forward` to `to`, or in `reverse` from there (iperf3(1), `--reverse`).
 */
export const directions = ["forward", "reverse"] as const;
export type Direction = (typeof directions)[number];

/** One iperf3 test. The number is its sample's, for the name of its file. */
export const tcpTest = (
  { name, from, to, seconds, omit, direction = "forward", beforehand }: TcpLoad,
  streams: number,
  number: number,
  bench: Bench,
) =>
  iperf3Test(
    {
      ...{ from, to, seconds: seconds + omit, beforehand },
      file: `${[name, streams, ...(direction === "reverse" ? [direction] : []), number].join("-")}.json`,
      load: [
        ...["--time", String(seconds), "--omit", String(omit), "--parallel", String(streams)],
        ...(direction === "reverse" ? ["--reverse"] : []),
      ],
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
): TcpFigures | Failed {
  const parsed = parseReport(text, report);
  if ("status" in parsed) return parsed;
  const { start, end } = parsed;
  if (!end?.sum_sent || !end.sum_received || !end.cpu_utilization_percent)
    return failed("iperf3's report has no end");
  const { bytes, seconds, bits_per_second: rate } = end.sum_received;
  if (!(bytes > 0 && rate > 0)) return failed("iperf3 received nothing");
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
