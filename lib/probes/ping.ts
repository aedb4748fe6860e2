import type { PingSpec } from "../model/lab-spec.ts";
import { type End, ref } from "./ends.ts";

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

/** Measures round-trip time and loss. */
export function ping(options: PingOptions): PingSpec {
  const { from, to, name = "ping", count = 20, interval = 0.1, expect = "replies" } = options;
  return { kind: "ping", name, from: ref(from), to: ref(to), count, interval, expect };
}

/**
 * iputils' ping: numeric, one second's patience for the last reply. A deadline (`-w`) ends it whatever happens, but
 * also makes it end at the first ICMP error; where silence is expected, every request is to be sent.
 */
export function pingCommand(
  { count, interval, expect }: Pick<PingSpec, "count" | "interval" | "expect">,
  target: string,
): string[] {
  const deadline = expect === "replies" ? ["-w", String(Math.ceil(count * interval) + 10)] : [];
  return ["ping", "-n", "-c", String(count), "-i", String(interval), "-W", "1", ...deadline, target];
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

/** Why a ping did not give what was expected; null when it did. */
export function pingComplaint(
  expect: PingSpec["expect"],
  { transmitted, received }: Pick<PingReading, "transmitted" | "received">,
): string | null {
  if (transmitted === null || received === null) return "ping printed no statistics";
  if (expect === "silence")
    return received === 0
      ? null
      : `${received} of ${transmitted} replies came, but the lab is expected to be broken here: mend what it expects, or what it shows`;
  return received < transmitted ? `${transmitted - received} of ${transmitted} replies are missing` : null;
}
