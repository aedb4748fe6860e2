import { eventOf } from "../convergence-events.ts";
import type { ConvergenceSpec } from "./spec.ts";
import type { Echo } from "./timed-ping.ts";

/** What the echo requests around an event tell about it. */
export interface Reachability {
  /**
   * Seconds from the event until `to` answered for good, i.e. the first answer after which none was missing; 0 if none
   * was missing at all. Null if it did not answer in the end.
   */
  readonly secondsToReach: number | null;
  /** Echo requests from the event on. */
  readonly transmitted: number;
  readonly received: number;
  readonly lost: number;
  /** The longest time without an answer in seconds, counted from the last one before the event; else from the event. */
  readonly longestGapSeconds: number;
}

/** So many requests in a row must be answered at the end: one alone could be luck. */
const steady = 10;

export function reachability(echoes: readonly Echo[], eventAt: number): Reachability {
  const after = echoes.filter(({ sentAt }) => sentAt >= eventAt);
  const received = after.filter(({ answeredAt }) => answeredAt !== null).length;
  return {
    secondsToReach: secondsToReach(after, eventAt),
    transmitted: after.length,
    received,
    lost: after.length - received,
    longestGapSeconds: longestGap(echoes, eventAt),
  };
}

function secondsToReach(after: readonly Echo[], eventAt: number): number | null {
  const lastLost = after.findLastIndex(({ answeredAt }) => answeredAt === null);
  if (lastLost < 0) return after.length > 0 ? 0 : null;
  const answeredAt = after[lastLost + 1]?.answeredAt ?? null;
  return answeredAt === null ? null : toMilliseconds(answeredAt - eventAt);
}

function longestGap(echoes: readonly Echo[], eventAt: number): number {
  const answers = echoes
    .flatMap(({ answeredAt }) => (answeredAt === null ? [] : answeredAt))
    .sort((a, b) => a - b);
  const before = answers.filter((at) => at < eventAt).at(-1) ?? eventAt;
  const last = echoes.at(-1);
  // A last request without an answer ends a gap as well: that gap is at least so long.
  const open = last && last.answeredAt === null ? [last.sentAt] : [];
  const times = [before, ...answers.filter((at) => at >= eventAt), ...open];
  return toMilliseconds(Math.max(0, ...times.slice(1).map((at, index) => at - (times[index] ?? at))));
}

/** Seconds, as far as ping can tell. */
const toMilliseconds = (seconds: number): number => Number(seconds.toFixed(3));

/** True when enough is known: all requests were sent, and the last ones were answered or the time is up. */
export function isDecided(
  echoes: readonly Echo[],
  eventAt: number,
  { count, within }: ConvergenceSpec,
): boolean {
  const after = echoes.filter(({ sentAt }) => sentAt >= eventAt);
  if (after.length < count) return false;
  const newest = after.slice(-Math.min(steady, count));
  if (newest.every(({ answeredAt }) => answeredAt !== null)) return true;
  return (after.at(-1)?.sentAt ?? eventAt) - eventAt > within;
}

/** Why the ping before the event makes the event untellable; null when all was as it is to be. */
export function complaintBefore(
  { event, from, to }: ConvergenceSpec,
  before: readonly Echo[],
): string | null {
  const { addsEnd } = eventOf(event);
  const isThere = before.at(-1)?.answeredAt != null;
  if (addsEnd && before.some(({ answeredAt }) => answeredAt !== null))
    return `${to.name} answered ${from.name} before the event, when it was not to be there yet`;
  if (!addsEnd && !isThere)
    return `${to.name} did not answer ${from.name} before the event, so nothing can be told of it`;
  return null;
}

/** Why an event was not got over as asked; null when it was. */
export function complaintAfter(
  { from, to, within, maxLost, count }: ConvergenceSpec,
  { secondsToReach, transmitted, lost }: Reachability,
): string | null {
  const reach = `${to.name} answered ${from.name}`;
  if (secondsToReach === null)
    return `${to.name} did not answer ${from.name} within ${within} s of the event: ${lost} of ${transmitted} echo requests were lost`;
  if (secondsToReach > within)
    return `${reach} only ${secondsToReach.toFixed(1)} s after the event; it was to within ${within} s`;
  if (maxLost !== null && lost > maxLost)
    return `${lost} of ${transmitted} echo requests were lost; ${maxLost} may be`;
  if (transmitted < count)
    return `ping ended when ${transmitted} of ${count} echo requests were sent after the event`;
  return null;
}
