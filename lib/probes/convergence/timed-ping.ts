import type { Bench, CommandLine, Place } from "../bench.ts";

/** A ping whose every echo request is known by its time, answered or not. */

/** Seconds between echo requests. */
const pingInterval = 0.1;

/** Seconds after which a request is taken for lost that was not answered. A later answer counts all the same. */
const patience = 1;

/** Seconds that a ping must last to send what a probe asks for after its event, which may be slow to begin itself. */
export const timeToSend = ({ within, count }: { readonly within: number; readonly count: number }): number =>
  Math.max(within, count * pingInterval) + 30;

/**
 * iputils' ping with time stamps (`-D`), and a line for each request that is not answered by the time of the next
 * (`-O`). It has no deadline (`-w`), which would end it at the first ICMP error.
 */
export const timedPingCommand = (count: number, target: string): string[] => [
  ...["ping", "-n", "-D", "-O", "-c", String(count), "-i", String(pingInterval)],
  ...["-W", String(patience), target],
];

/** One echo request. Times are seconds since 1970, by the clock of the machine that pings. */
export interface Echo {
  readonly sequence: number;
  readonly sentAt: number;
  /** Null for a request that was not answered. */
  readonly answeredAt: number | null;
}

/**
 * Reads what such a ping printed so far, in the order of the requests. The newest ones are left out until one of
 * them is answered or they are as old as ping's patience: nobody knows of them yet.
 */
export function readTimedPing(text: string): Echo[] {
  const echoes = new Map<number, Echo>();
  for (const [, at, number] of text.matchAll(/^\[([\d.]+)\] no answer yet for icmp_seq=(\d+)$/gm)) {
    const sequence = Number(number);
    echoes.set(sequence, { sequence, sentAt: Number(at) - pingInterval, answeredAt: null });
  }
  // A late answer takes the place of none; a second answer to one request does not count.
  for (const [, at, number, time] of text.matchAll(
    /^\[([\d.]+)\] \d+ bytes from \S+ icmp_seq=(\d+) ttl=\d+ time=([\d.]+) ms$/gm,
  )) {
    const [sequence, answeredAt] = [Number(number), Number(at)];
    echoes.set(sequence, { sequence, sentAt: answeredAt - Number(time) / 1000, answeredAt });
  }
  const read = [...echoes.values()].sort((a, b) => a.sequence - b.sequence);
  const now = Number(/^\[([\d.]+)\]/.exec(text.slice(text.lastIndexOf("\n[") + 1))?.[1]);
  const isKnown = ({ sentAt, answeredAt }: Echo) => answeredAt !== null || now - sentAt >= patience;
  return read.slice(0, read.findLastIndex(isKnown) + 1);
}

/** A ping that runs while something else is done, and can be read meanwhile. */
export interface TimedPing {
  /** The command line that started it. */
  readonly line: CommandLine;
  ended(): boolean;
  /** The echo requests so far. */
  echoes(): Echo[];
  /** Ends it in order; returns all that it printed. */
  stop(): Promise<string>;
}

/** Starts to ping for so many seconds at most, and returns when it is known what came of the first `lead` seconds of it. */
export async function startPing(
  bench: Bench,
  name: string,
  { from, target }: { readonly from: Place; readonly target: string },
  { seconds, lead }: { readonly seconds: number; readonly lead: number },
): Promise<TimedPing> {
  // ping ends after its count of requests, also when this process is gone.
  const command = timedPingCommand(Math.ceil(seconds / pingInterval), target);
  const running = bench.start(from, command, name, { limit: 2 * seconds + 10 });
  // The last line may be there in part.
  const echoes = () => readTimedPing(running.text.slice(0, running.text.lastIndexOf("\n") + 1));
  const stop = async () => {
    const { stdout, stderr } = await (running.ended ? running.output : running.stop());
    return stdout + stderr;
  };
  const deadline = bench.elapsed() + lead + 10;
  while (echoes().length < lead / pingInterval) {
    if (running.ended) throw new Error((await running.output).ending);
    if (bench.elapsed() > deadline) {
      const said = await stop();
      throw new Error(`ping in ${from.name} did not send within ${lead + 10} s: ${said.trim()}`);
    }
    await bench.wait(0.1);
  }
  return { line: running.line, ended: () => running.ended, echoes, stop };
}
