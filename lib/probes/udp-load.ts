import { z } from "zod";
import { plural } from "../figures/format.ts";
import type { WorkloadRef } from "../model/lab-spec.ts";
import type { Bench } from "./bench.ts";
import { cutShort, type Failed, failed, iperf3Test, isCutShort, parseReport } from "./iperf3.ts";

/** What iperf3 tells of a load of UDP. */
export const udpFigures = z.object({
  sent: z.number().int().describe("Datagrams"),
  received: z.number().int(),
  lost: z.number().int().describe("Sent, and not received in the sample's time"),
  lossPercent: z.number(),
  jitterMilliseconds: z.number().describe("By the server, smoothed as in RFC 1889"),
  sentBitsPerSecond: z.number().describe("Of payload; less than the rate where the sender cannot keep it"),
  bitsPerSecond: z.number().describe("Goodput: payload that the server received"),
  status: z.literal("ok"),
});
export type UdpFigures = z.infer<typeof udpFigures>;

/** What a load of UDP is made of. */
export interface UdpLoad {
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  /** Payload in Mbit/s; null for as fast as the sender can. */
  readonly rate: number | null;
  /** Bytes of payload in each datagram. */
  readonly size: number;
  readonly seconds: number;
  /** The file that keeps what the client printed. */
  readonly file: string;
}

/** One iperf3 test. */
export const udpTest = ({ from, to, rate, size, seconds, file }: UdpLoad, bench: Bench) =>
  iperf3Test(
    {
      ...{ from, to, seconds, file },
      load: [
        ...["--udp", "--bitrate", rate === null ? "0" : `${rate}M`, "--time", String(seconds)],
        ...["--length", String(size), "--get-server-output"],
      ],
    },
    (text) => readUdpReport(text, seconds),
    bench,
  );

/** Before the payload: IPv4 header 20 (RFC 791), UDP header 8 (RFC 768). */
const headers = 28;

/** Bytes of payload in the largest datagram that goes in one packet. */
export const largestPayload = (mtu: number): number => mtu - headers;

const sum = z.object({
  packets: z.number(),
  lost_packets: z.number(),
  bits_per_second: z.number(),
  seconds: z.number(),
  jitter_ms: z.number(),
});
const report = z.object({
  error: z.string().optional(),
  end: z.object({ sum_sent: sum, sum_received: sum }).partial().optional(),
});

/**
 * Reads the JSON that the iperf3 client printed. The server misses only those datagrams that a later one tells it of, so what
 * is lost is counted by what was sent.
 */
export function readUdpReport(text: string, asked: number): UdpFigures | Failed {
  const parsed = parseReport(text, report);
  if ("status" in parsed) return parsed;
  const { sum_sent: out, sum_received: arrived } = parsed.end ?? {};
  if (!out || !arrived) return failed("iperf3's report has no end");
  const received = arrived.packets - arrived.lost_packets;
  if (!(out.packets > 0)) return failed("iperf3's client sent nothing");
  if (!(received > 0)) return failed(`none of ${plural(out.packets, "datagram")} arrived`);
  if (isCutShort(out.seconds, asked)) return cutShort(out.seconds, asked);
  const lost = Math.max(0, out.packets - received);
  return {
    status: "ok",
    ...{ sent: out.packets, received, lost, lossPercent: (100 * lost) / out.packets },
    jitterMilliseconds: arrived.jitter_ms,
    sentBitsPerSecond: out.bits_per_second,
    bitsPerSecond: arrived.bits_per_second,
  };
}
