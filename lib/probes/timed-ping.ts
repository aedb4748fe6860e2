/** A ping whose every echo request is known by its time, answered or not. */

/** Seconds between echo requests. */
export const pingInterval = 0.1;

/** Seconds that a ping must last to send what a probe asks for after its event, which may be slow to begin itself. */
export const timeToSend = ({ within, count }: { readonly within: number; readonly count: number }): number =>
  Math.max(within, count * pingInterval) + 30;

/**
 * iputils' ping with time stamps (`-D`), and a line for each request that is not answered by the time of the next
 * (`-O`). It has no deadline (`-w`), which would end it at the first ICMP error.
 */
export const timedPingCommand = (count: number, target: string): string[] => [
  ...["ping", "-n", "-D", "-O", "-c", String(count), "-i", String(pingInterval), "-W", "1", target],
];

/** One echo request. Times are seconds since 1970, by the clock of the machine that pings. */
export interface Echo {
  readonly sequence: number;
  readonly sentAt: number;
  /** Null for a request that was not answered. */
  readonly answeredAt: number | null;
}

/**
 * Reads what such a ping printed so far, in the order of the requests. The newest one is left out until it is
 * answered or the next one is sent: nobody knows of it yet.
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
  return [...echoes.values()].sort((a, b) => a.sequence - b.sequence);
}
