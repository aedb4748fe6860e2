import { z } from "zod";
import { withLine } from "../bird-text.ts";
import { machine } from "../places.ts";
import { birdFault } from "./bird.ts";

export const bgpDownFault = birdFault({
  kind: "bgp-down",
  about: "The BGP session between two machines is disabled in one end's configuration of BIRD.",
  schema: z.strictObject({
    machine: machine.describe("The host or router that has it disabled."),
    peer: machine.describe("The host or router at the session's other end."),
  }),
  says: ({ machine, peer }) => `BGP session ${machine}–${peer} disabled`,
  edit: (session) => withLine(session, "disabled on;"),
});
