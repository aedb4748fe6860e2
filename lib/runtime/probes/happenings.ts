import type { ConvergenceEvent } from "../../model/convergence.ts";
import type { ConvergenceSpec } from "../../model/lab-spec.ts";
import { type BgpSession, isEstablished } from "../../probes/bgp-session.ts";
import { Engine } from "../engine.ts";
import type { Seen } from "./as-before.ts";
import { addressOf, machineOf, type ProbeContext } from "./context.ts";
import { addressesOf, renewSessions } from "./renew-sessions.ts";

/** An event as something that can be done to a lab. */
export interface Happening {
  /** The command line that causes it. */
  readonly command: readonly string[];
  /** Makes the lab such that it can happen; returns the address that is pinged meanwhile. */
  prepare(): Promise<string>;
  cause(): Promise<void>;
  /** Takes it back. It may be called whatever went wrong before. */
  undo(): Promise<void>;
}

/** What an event happens to. */
export interface Surroundings {
  readonly spec: ConvergenceSpec;
  readonly before: readonly Seen[];
  readonly context: ProbeContext;
}

type Makers = {
  readonly [Kind in ConvergenceEvent["kind"]]: (
    event: Extract<ConvergenceEvent, { kind: Kind }>,
    around: Surroundings,
  ) => Happening;
};

/** A new kind of event does not compile until it can be made to happen here. */
const makers: Makers = {
  "session-down": ({ host, peer }, { spec, before, context }) => {
    const session = sessionBetween(host, peer, before, context);
    const { container } = machineOf(context, host);
    const command = Engine.inside(container, ["underlay-bgp", "restart", session.protocol]);
    return happens(context, command, { prepare: async () => addressOf(context, spec.to) });
  },

  "reflector-killed": ({ host }, { spec, before, context }) => {
    const { container } = machineOf(context, host);
    return happens(context, ["kill", container], {
      prepare: async () => addressOf(context, spec.to),
      undo: async () => {
        await context.engine.run(["start", container]);
        await renewSessions(host, before, context);
      },
    });
  },

  "host-added": ({ host }, { spec, context }) => {
    const start = ["start", machineOf(context, host).container];
    return happens(context, start, {
      prepare: async () => {
        await context.engine.run(["stop", "--time", "10", machineOf(context, host).container]);
        return addressOf(context, spec.to);
      },
      undo: async () => void (await context.engine.run(start)),
    });
  },

  "workload-added": ({ host, workload }, { context }) => {
    const call = (verb: "add" | "rm") =>
      Engine.inside(machineOf(context, host).container, ["underlay-workload", verb, workload]);
    const remove = async () => void (await context.engine.start(call("rm")));
    return happens(context, call("add"), {
      // Which address it will get is known only by trying. What a killed run left would be in the way.
      prepare: async () => {
        await remove();
        const address = (await context.engine.run(call("add"))).trim();
        await remove();
        return address;
      },
      undo: remove,
    });
  },
};

export function happening(event: ConvergenceEvent, around: Surroundings): Happening {
  const make = makers[event.kind] as (event: ConvergenceEvent, around: Surroundings) => Happening;
  return make(event, around);
}

const happens = (
  { engine }: ProbeContext,
  args: readonly string[],
  { prepare, undo = async () => {} }: Pick<Happening, "prepare"> & Partial<Pick<Happening, "undo">>,
): Happening => ({
  command: ["docker", ...args],
  prepare,
  cause: async () => void (await engine.run(args)),
  undo,
});

/** Found by the peer's address: what BIRD calls a session is up to the mode. */
function sessionBetween(
  host: string,
  peer: string,
  before: readonly Seen[],
  context: ProbeContext,
): BgpSession {
  const sessions = (before.find(({ machine }) => machine.name === host)?.sessions ?? []).filter(
    isEstablished,
  );
  const found = sessions.find((session) =>
    addressesOf(machineOf(context, peer)).includes(session.peer ?? ""),
  );
  if (found) return found;
  const peers = sessions.map((session) => session.peer).join(", ");
  throw new Error(
    `${host} has no BGP session with ${peer} that is Established. It has some with: ${peers || "nobody"}.`,
  );
}
