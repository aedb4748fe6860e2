import { z } from "zod";
import { parseJson } from "../model/json.ts";
import type { IperfSpec, WorkloadRef } from "../model/lab-spec.ts";
import { ref } from "./ends.ts";
import type { IperfSample } from "./results.ts";

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

/** Measures TCP throughput between two workloads with iperf3. */
export function iperf(options: IperfOptions): IperfSpec {
  const { from, to, name = "iperf", streams = [1, 8], samples = 3, seconds = 3, omit = 1 } = options;
  return { kind: "iperf", name, from: ref(from), to: ref(to), streams, samples, seconds, omit };
}

/** iperf3's customary port. */
export const iperfPort = 5201;

/** One test, then the server ends by itself; `timeout` bounds it where no client ever comes. */
export function serverCommand(limit: number): string[] {
  return ["timeout", String(limit), "iperf3", "--server", "--one-off", "--port", String(iperfPort)];
}

export function clientCommand(spec: IperfSpec, streams: number, server: string, limit: number): string[] {
  return [
    ...["timeout", String(limit), "iperf3", "--client", server, "--port", String(iperfPort), "--json"],
    ...["--time", String(spec.seconds), "--omit", String(spec.omit), "--parallel", String(streams)],
    ...["--connect-timeout", "3000"],
  ];
}

/** Seconds after which a sample is given up. */
export const timeLimit = ({ seconds, omit }: IperfSpec): number => seconds + omit + 15;

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

type Figures = Extract<IperfSample, { status: "ok" }>;
type Reading =
  | Pick<
      Figures,
      "status" | "bitsPerSecond" | "sentBitsPerSecond" | "bytes" | "seconds" | "retransmits" | "cpuPercent"
    >
  | { status: "failed"; reason: string };

/** iperf3's clock may be a little off, but a test that lost a tenth of its time was cut short. */
const wholeTime = 0.9;

/**
 * Reads the JSON that the iperf3 client printed. What is not a complete report on what was asked is a failed sample,
 * never a zero.
 */
export function readReport(
  text: string,
  asked: { readonly streams: number; readonly seconds: number },
): Reading {
  const parsed = report.safeParse(parseJson(text));
  if (!parsed.success) return failed(`iperf3 printed no report: ${excerpt(text)}`);
  const { error, start, end } = parsed.data;
  if (error !== undefined) return failed(`iperf3: ${error}`);
  if (!end?.sum_sent || !end.sum_received || !end.cpu_utilization_percent)
    return failed("iperf3's report has no end");
  const { bytes, seconds, bits_per_second: rate } = end.sum_received;
  if (!(bytes > 0 && rate > 0)) return failed("iperf3's server received nothing");
  const streams = start?.connected?.length ?? 0;
  if (streams !== asked.streams)
    return failed(`iperf3 had ${streams} streams; ${asked.streams} were asked for`);
  if (seconds < wholeTime * asked.seconds)
    return failed(`iperf3 measured ${seconds.toFixed(1)} s; ${asked.seconds} s were asked for`);
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

const failed = (reason: string) => ({ status: "failed" as const, reason });

const excerpt = (text: string) => (text.trim() === "" ? "(nothing)" : text.trim().slice(0, 200));
