import type { PingSpec, WorkloadRef } from "../model/lab-spec.ts";
import { ref } from "./iperf.ts";

export interface PingOptions {
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  /** @default "ping" */
  readonly name?: string;
  /** Echo requests. @default 20 */
  readonly count?: number;
  /** Seconds between them. @default 0.1 */
  readonly interval?: number;
}

/** Measures round-trip time and loss between two workloads. Passes when no reply is missing. */
export function ping({ from, to, name = "ping", count = 20, interval = 0.1 }: PingOptions): PingSpec {
  return { kind: "ping", name, from: ref(from), to: ref(to), count, interval };
}

/** iputils' ping: numeric, one second's patience for the last reply, and an end whatever happens. */
export function pingCommand(
  { count, interval }: Pick<PingSpec, "count" | "interval">,
  target: string,
): string[] {
  const limit = Math.ceil(count * interval) + 10;
  return ["ping", "-n", "-c", String(count), "-i", String(interval), "-W", "1", "-w", String(limit), target];
}

export interface PingReading {
  /** Null where ping printed no statistics: it never began. */
  readonly transmitted: number | null;
  readonly received: number | null;
  readonly samples: { sequence: number; ttl: number; milliseconds: number }[];
}

/** Reads what iputils' ping printed. */
export function readPing(text: string): PingReading {
  const counts = /(\d+) packets transmitted, (\d+) received/.exec(text);
  const samples = [...text.matchAll(/icmp_seq=(\d+) ttl=(\d+) time=([\d.]+) ms(?! \(DUP)/g)].map(
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
