import type { BgpSession } from "../results/bgp-session.ts";

/**
 * Reads what `underlay-bgp` printed: BIRD 2's `show status` and `show protocols all`. Each protocol is a paragraph,
 * whose first line has the columns name, protocol, table, state, since, info.
 */
export function readSessions(text: string): BgpSession[] {
  const now = /^Current server time is (\S+ \S+)$/m.exec(text)?.[1];
  return text.split(/\n\s*\n/).flatMap((paragraph) => readSession(paragraph, now) ?? []);
}

function readSession(paragraph: string, now: string | undefined): BgpSession | undefined {
  const [, protocol, since] = /^(\S+) +BGP +\S+ +\S+ +(\S+)/m.exec(paragraph) ?? [];
  if (protocol === undefined || since === undefined) return undefined;
  const said = (label: string) => new RegExp(`^ +${label}: +(.*?) *$`, "m").exec(paragraph)?.[1] ?? null;
  const routes = said("Routes");
  const counted = (what: string) => {
    const found = new RegExp(`(\\d+) ${what}`).exec(routes ?? "");
    return found ? Number(found[1]) : null;
  };
  return {
    protocol,
    peer: said("Neighbor address"),
    accepts: said("Neighbor range"),
    peerAs: Number(said("Neighbor AS")),
    localAs: Number(said("Local AS")),
    state: said("BGP state") ?? "Down",
    since,
    seconds: secondsSince(since, now),
    received: counted("imported"),
    exported: counted("exported"),
    best: counted("preferred"),
    lastError: said("Last error"),
  };
}

/** BIRD leaves the day out for 20 hours, so a later time of day is yesterday's. */
function secondsSince(since: string, now: string | undefined): number | null {
  if (now === undefined || !since.includes(":")) return null;
  const [today] = now.split(" ");
  const milliseconds = Date.parse(`${now.replace(" ", "T")}Z`) - Date.parse(`${today}T${since}Z`);
  if (Number.isNaN(milliseconds)) return null;
  const day = 86_400_000;
  return (milliseconds < 0 ? milliseconds + day : milliseconds) / 1000;
}
