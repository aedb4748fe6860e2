import { z } from "zod";
import { withPeerAs } from "../bird-text.ts";
import { machine } from "../places.ts";
import { birdFault } from "./bird.ts";

export const bgpWrongAsFault = birdFault({
  kind: "bgp-wrong-as",
  about:
    "One end of a BGP session expects another AS number of its peer than that has: both refuse (RFC 4271, Bad Peer AS).",
  schema: z.strictObject({
    machine: machine.describe("The host or router that expects the wrong number."),
    peer: machine.describe("The host or router at the session's other end."),
    as: z
      .int()
      .min(1)
      .max(4_294_967_294)
      .default(65_000)
      .describe("The number that it expects. Default: 65000."),
  }),
  says: ({ machine, peer, as }) => `${machine} expects AS ${as} of ${peer}`,
  edit: (session, { as }) => withPeerAs(session, as),
});
