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
