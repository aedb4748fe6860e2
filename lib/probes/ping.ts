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
 * iputils' ping: numeric, one second's patience for the last reply. It has no deadline (`-w`), which would end it at the
 * first ICMP error, when most requests are not sent yet; it ends by itself when all are.
 */
export const pingCommand = ({ count, interval }: Pick<PingSpec, "count" | "interval">, target: string) => [
  ...["ping", "-n", "-c", String(count), "-i", String(interval), "-W", "1", target],
];

/** Seconds after which a ping is given up. A request to a neighbour that does not answer can take most of a second. */
export const pingLimit = ({ count, interval }: Pick<PingSpec, "count" | "interval">): number =>
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
