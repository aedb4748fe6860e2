import type { PathMtuSpec, WorkloadRef } from "../model/lab-spec.ts";
import { ref } from "./ends.ts";

export interface PathMtuOptions {
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  /** @default "path-mtu" */
  readonly name?: string;
}

/**
 * Finds the largest payload that crosses in one piece. Passes when it is the mode's MTU less 28 bytes, and one
 * byte more does not cross.
 */
export function pathMtu({ from, to, name = "path-mtu" }: PathMtuOptions): PathMtuSpec {
  return { kind: "path-mtu", name, from: ref(from), to: ref(to) };
}

/** Bytes before the payload: IPv4 header 20 (RFC 791), ICMP echo header 8 (RFC 792). */
const headers = 28;

/** No IPv4 packet carries as much. */
const impossible = 65_536 - headers;

export const expectedPayload = (mtu: number): number => mtu - headers;

/** ping with the "don't fragment" bit; three times, because one lost packet is no proof. */
export const payloadCommand = (payload: number, target: string): string[] => [
  ...["ping", "-n", "-M", "do", "-s", String(payload)],
  ...["-c", "3", "-i", "0.2", "-W", "2", "-w", "5", target],
];

export interface Attempt {
  readonly payload: number;
  readonly delivered: boolean;
}

/** The largest payload that is known to cross; null while none is. */
export const largestDelivered = (attempts: readonly Attempt[]): number | null =>
  attempts.reduce<number | null>(
    (most, { payload, delivered }) => (delivered ? Math.max(most ?? 0, payload) : most),
    null,
  );

/**
 * The payload to try next: first what is expected and one more, which is all that a sound path needs, then by
 * halving what is left. Undefined when the largest payload is known, or known to be none.
 */
export function nextPayload(attempts: readonly Attempt[], expected: number): number | undefined {
  const tried = (payload: number) => attempts.some((attempt) => attempt.payload === payload);
  const low = largestDelivered(attempts) ?? -1;
  const high = Math.min(
    impossible,
    ...attempts.filter(({ payload, delivered }) => !delivered && payload > low).map(({ payload }) => payload),
  );
  if (high - low <= 1) return undefined;
  const first = [expected, expected + 1].find(
    (payload) => !tried(payload) && payload > low && payload < high,
  );
  return first ?? Math.floor((low + high) / 2);
}
