import { z } from "zod";
import { type BgpSession, isEstablished, readSessions } from "../../probes/bgp-session.ts";
import { itself } from "../../probes/places.ts";
import { type CheckKind, seen } from "../check-kind.ts";
import { addressesAt, machine, machineComplaints, machinesAt } from "../places.ts";
import { told } from "../run/ask.ts";
import { target, targetComplaints } from "../target.ts";

const schema = z.strictObject({
  machine: machine.describe("The host or router whose BIRD is asked."),
  peer: target.describe("The machine at the session's other end, or its address."),
  expect: z
    .enum(["established", "down"])
    .default("established")
    .describe("`established` (RFC 4271), or `down`: in any other state, or not there. Default: established."),
});
type Options = z.infer<typeof schema>;

export const bgpCheck: CheckKind<Options> = {
  kind: "bgp",
  about: "Whether the BGP session between two machines is Established.",
  schema,
  says: ({ machine, peer, expect }) =>
    `BGP session ${machine}–${peer} ${expect === "down" ? "is down" : "is Established"}`,
  problems: (options, lab) => [
    ...machineComplaints(lab, options, "machine"),
    ...targetComplaints(lab, options, "peer"),
  ],
  needs: ({ machine }, lab) => machinesAt(lab, machine),

  async look({ machine, peer, expect }, ground) {
    const sessions = readSessions(await told(ground, itself(machine), ["underlay-bgp"]));
    const addresses = addressesAt(ground.lab, peer);
    const found = sessions.filter((session) => addresses.includes(session.peer ?? ""));
    const shows = found.length === 0 ? noSession(sessions) : found.map(inWords).join("; ");
    return seen(found.some(isEstablished) === (expect === "established"), shows);
  },
};

const inWords = ({ protocol, state, lastError }: BgpSession): string =>
  `${protocol} is ${state}${lastError === null ? "" : `, last error: ${lastError}`}`;

const noSession = (sessions: readonly BgpSession[]): string =>
  `there is no such session; there are some with: ${sessions.flatMap(({ peer }) => peer ?? []).join(", ") || "nobody"}`;
