import { z } from "zod";
import { withLine, withoutLines } from "../bird-text.ts";
import { machine } from "../places.ts";
import { birdFault } from "./bird.ts";

export const bgpWrongPasswordFault = birdFault({
  kind: "bgp-wrong-password",
  about:
    "One end of a BGP session signs with another password than the other one (RFC 2385): neither hears the other.",
  schema: z.strictObject({
    machine: machine.describe("The host or router that has the wrong password."),
    peer: machine.describe("The host or router at the session's other end."),
    password: z
      .string()
      .regex(/^[\w.-]{1,80}$/, {
        error: 'This cannot be a password here. Use 1 to 80 letters, digits and "_.-".',
      })
      .default("wrong")
      .describe("The password that it has. Default: wrong."),
  }),
  says: ({ machine, peer }) => `${machine} has a wrong password for ${peer}`,
  edit: (session, { password }) => withLine(withoutLines(session, "password"), `password "${password}";`),
});
