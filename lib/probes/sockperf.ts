import { excerpt } from "../figures/plain-text.ts";
import { messageOf } from "../model/errors.ts";
import type { WorkloadRef } from "../model/lab-spec.ts";
import type { Bench, CommandLine } from "./bench.ts";
import { type Failed, failed } from "./iperf3.ts";
import { addressOf } from "./places.ts";

/** One test of sockperf between two workloads: a message, its reply, the next message, and so on (its mode `ping-pong`), by TCP. */

/** sockperf's customary port. */
const port = 11_111;

/** Bytes that its client prints at most: of twelve seconds with 100,000 round trips in each, the log has 60 MB. */
const most = 128 * 2 ** 20;

/** Where the client writes every round trip, in the workload. */
const log = "/tmp/sockperf.log";

export interface PingPong {
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  /** Bytes of each message. */
  readonly size: number;
  /** Seconds that count. */
  readonly seconds: number;
}

/** Every round trip, in the order of the requests. */
export interface RoundTrips {
  readonly status: "ok";
  readonly microseconds: readonly number[];
  /** Requests, with or without a reply. */
  readonly sent: number;
  readonly seconds: number;
}

interface Test {
  readonly command: { readonly server: string[]; readonly client: string[] };
  /** What sockperf said of it. Empty for a client that said nothing. */
  readonly printed: string;
}

const serverCommand = (limit: number): string[] => [
  ...["timeout", String(limit), "sockperf", "server", "--tcp", "--port", String(port)],
];

/**
 * sockperf (3.7) leaves out 0.45 s of its time at the beginning and the end. With the kernel's clock it takes the processor's ticks of these
 * for nanoseconds: 0.94 s at 2.1 GHz, 1.17 s at 2.6 GHz. So it is given what the quickest processors take, and what is more than was
 * asked for does not count.
 */
const warmUp = 2;

/** The part of the seconds that are asked for which is enough. */
const enough = 0.8;

/** `--no-rdtsc` takes the time from the kernel: processors may count apart from each other, and emulated ones do not count alike. */
const clientCommand = (server: string, { size, seconds }: PingPong, limit: number): string[] => [
  // The log has all that is printed on a test that went well, and nothing of one that did not.
  ...["sh", "-c", '"$@" --full-log "$0"; status=$?; cat "$0"; rm -f "$0"; exit $status', log],
  ...["timeout", String(limit), "sockperf", "ping-pong", "--tcp"],
  ...["--ip", server, "--port", String(port), "--time", String(seconds + warmUp), "--msg-size", String(size)],
  ...["--full-rtt", "--no-rdtsc"],
];

/** Looks for a listening socket (state 0A, proc(5)) rather than connecting: the server says nothing while it has no client. */
const listening: CommandLine = [
  ...["timeout", "5", "sh", "-c"],
  `until grep -q ':${port.toString(16).toUpperCase()} [0-9A-F:]* 0A' /proc/net/tcp /proc/net/tcp6; do sleep 0.05; done`,
];

/** Rejects when the server does not listen in time. */
async function untilListening(at: WorkloadRef, bench: Bench): Promise<void> {
  const { exitCode, ending } = await bench.exec(at, listening, { limit: 10 });
  if (exitCode !== 0) throw new Error(`the sockperf server never listened: ${ending}`);
}

/** A server for this test alone, and a client once it listens. */
export async function pingPong(test: PingPong, bench: Bench): Promise<Test & (RoundTrips | Failed)> {
  const { from, to, seconds } = test;
  const { signal } = bench;
  const limit = seconds + warmUp + 15;
  const client = clientCommand(addressOf(bench.lab, to), test, limit);
  const server = bench.start(to, serverCommand(limit), "sockperf", { limit: limit + 5, signal });
  const command = { server: [...server.line], client: bench.line(from, client) };
  let printed = "";
  try {
    await untilListening(to, bench);
    const { stdout, ending } = await bench.exec(from, client, { limit: limit + 5, most, signal });
    // Without any report the command itself failed: a host that is gone, or a time limit.
    if (stdout === "") throw new Error(ending);
    printed = stdout.replaceAll(row, "").replaceAll(/\n+/g, "\n");
    return { command, printed, ...readRoundTrips(stdout, seconds) };
  } catch (error) {
    return { command, printed, ...failed(messageOf(error)) };
  } finally {
    await Promise.allSettled([server.stop()]);
  }
}

/** A line of the log: number, sent at, received at (s), round trip (µs). */
const row = /^\d+, (\d+\.\d+), \d+\.\d+, (\d+\.\d+)$/gm;

/** Reads what the client printed and logged. What is not the whole of what was asked for is a failed sample, never a zero. */
export function readRoundTrips(text: string, asked: number): RoundTrips | Failed {
  const valid = /\[Valid Duration\] RunTime=([\d.]+) sec; SentMessages=(\d+); ReceivedMessages=(\d+)/.exec(
    text,
  );
  if (!valid) return failed(`sockperf: ${complaint(text)}`);
  const [seconds, sent, received] = valid.slice(1).map(Number) as [number, number, number];
  const logged = [...text.matchAll(row)];
  if (logged.length !== received)
    return failed(`sockperf logged ${logged.length} of ${received} round trips`);
  if (seconds < enough * asked)
    return failed(`sockperf measured ${seconds.toFixed(1)} s; ${asked} s were asked for`);
  const end = Number(logged[0]?.[1]) + asked;
  const counted = logged.filter(([, sentAt]) => Number(sentAt) < end);
  return {
    status: "ok",
    microseconds: counted.map(([, , microseconds]) => Number(microseconds)),
    sent: sent - (logged.length - counted.length),
    seconds: Math.min(seconds, asked),
  };
}

/** Its error, or why there is none. */
function complaint(text: string): string {
  const lines = text.split("\n").map((line) => line.replace(/^sockperf: /, "").trim());
  return lines.find((line) => /ERROR|No messages|No valid/.test(line)) ?? excerpt(text);
}
