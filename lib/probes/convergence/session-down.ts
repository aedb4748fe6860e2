import { z } from "zod";
import { unknownName } from "../../model/lab-errors.ts";
import { type BgpSession, isEstablished } from "../bgp-session.ts";
import { type Named, nameOf } from "../ends.ts";
import { addressOf, itself, machineOf, outputOf } from "../places.ts";
import { addressesOf } from "./as-before.ts";
import type { EventKind, Scene } from "./event.ts";

const schema = z
  .object({ kind: z.literal("session-down"), host: z.string(), peer: z.string() })
  .describe("The BGP session between two machines was ended once");
export interface SessionDown extends z.infer<typeof schema> {}

export interface SessionDownOptions {
  /** The host or router that ends it. */
  readonly host: Named;
  /** The host or router at its other end. */
  readonly peer: Named;
}

/**
 * Ends the BGP session between two machines, be they hosts or routers; they set it up again by themselves.
 *
 * @example
 * ```ts
 * const event = sessionDown({ host: host1, peer: router1 });
 * lab.probe(convergence({ event, from: client, to: server }));
 * ```
 */
export const sessionDown = ({ host, peer, ...others }: SessionDownOptions): SessionDown => ({
  ...others,
  kind: "session-down",
  host: nameOf(host),
  peer: nameOf(peer),
});

export const sessionDownKind: EventKind<SessionDown> = {
  kind: "session-down",
  make: sessionDown,
  schema,
  inWords: ({ host, peer }) => `session ${host}–${peer} down`,

  problems({ host, peer }, _, lab, path) {
    const machines = [...lab.hosts, ...lab.routers].map(({ name }) => name);
    const itself = `${host} has no BGP session with itself. Give the event two different machines.`;
    if (host === peer) return [{ path, message: itself }];
    return [host, peer]
      .filter((name) => !machines.includes(name))
      .map((name) => unknownName(path, "host or router", name, machines));
  },

  async prepare(event, scene) {
    sessionOf(event, scene);
    return addressOf(scene.bench.lab, scene.to);
  },

  async cause(event, scene) {
    const { bench } = scene;
    const command = ["underlay-bgp", "restart", sessionOf(event, scene).protocol];
    await outputOf(bench, itself(event.host), command);
    return bench.line(itself(event.host), command);
  },
};

/** Found by the peer's address: what BIRD calls a session is up to the mode. */
function sessionOf({ host, peer }: SessionDown, { before, bench }: Scene): BgpSession {
  const seen = before.find(({ machine }) => machine.name === host)?.sessions ?? [];
  const sessions = seen.filter(isEstablished);
  const addresses = addressesOf(machineOf(bench.lab, peer));
  const found = sessions.find((session) => addresses.includes(session.peer ?? ""));
  if (found) return found;
  const peers = sessions.map((session) => session.peer).join(", ");
  throw new Error(
    `${host} has no BGP session with ${peer} that is Established. It has some with: ${peers || "nobody"}.`,
  );
}
