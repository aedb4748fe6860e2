import { z } from "zod";

const count = z.number().int().nullable();

/** One BGP protocol of BIRD, as its machine had it at one moment. */
export const bgpSession = z.object({
  protocol: z.string().describe("BIRD's name of it, e.g. Mesh_100_84_0_2"),
  peer: z
    .string()
    .nullable()
    .describe("The peer's address; null for a protocol that only waits for neighbours of a network"),
  accepts: z
    .string()
    .nullable()
    .describe(
      "The network whose addresses it takes as neighbours, each with a session of its own; else null",
    ),
  peerAs: z.number().int(),
  localAs: z.number().int(),
  state: z.string().describe("Of the session, e.g. Established, Active, Passive (RFC 4271), or Down"),
  since: z.string().describe("As birdc prints it: hh:mm:ss.mmm, or a date once that is 20 hours ago"),
  seconds: z.number().nullable().describe("For so long; null where birdc names no more than a date"),
  received: count.describe("Routes taken from the peer (imported); null while the session is down"),
  exported: count.describe("Routes told to the peer; null while the session is down"),
  best: count.describe("Of the received ones, those that are preferred; null while the session is down"),
  lastError: z
    .string()
    .nullable()
    .describe("Why it went down last, in BIRD's words; null where it names none"),
});

export type BgpSession = z.infer<typeof bgpSession>;

export const isEstablished = ({ state }: BgpSession): boolean => state === "Established";

/**
 * Reads what `underlay-bgp` printed: BIRD 2's `show status` and `show protocols all`. Each protocol is a paragraph,
 * whose first line has the columns name, protocol, table, state, since, info. No expression begins a search anew at every character: whoever has a
 * host can make its programs print lines without end.
 */
export function readSessions(text: string): BgpSession[] {
  const now = /^Current server time is (\S+ \S+)$/m.exec(text)?.[1];
  return text.split(/\n\s*\n/).flatMap((paragraph) => readSession(paragraph, now) ?? []);
}

function readSession(paragraph: string, now: string | undefined): BgpSession | undefined {
  const [, protocol, since] = /^(\S+) +BGP +\S+ +\S+ +(\S+)/m.exec(paragraph) ?? [];
  if (protocol === undefined || since === undefined) return undefined;
  const said = (label: string) =>
    new RegExp(`^ +${label}: +(.*)$`, "m").exec(paragraph)?.[1]?.trimEnd() ?? null;
  const routes = said("Routes");
  const counted = (what: string) => {
    const found = new RegExp(`\\b(\\d+) ${what}`).exec(routes ?? "");
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
