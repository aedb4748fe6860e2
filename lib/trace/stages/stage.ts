import type { TcpdumpResult } from "../../probes/tcpdump.ts";
import { difference } from "../layers.ts";
import type { Link, Namespace } from "../namespace.ts";
import type { Network, Port } from "../network.ts";
import type { Frame, IpPacket, Packet } from "../packet.ts";
import type { Crossing, Entry, Step, Table } from "../trace.ts";

/** Where the packet is, and in which form. */
export type Stage =
  /** An IP packet that a namespace made itself, wrapped around another one, or got from elsewhere. */
  | {
      readonly at: "routing";
      readonly namespace: Namespace;
      readonly packet: IpPacket;
      readonly origin: "made" | "wrapped" | "forwarded";
    }
  /** An IP packet at the device that the route names. `nextHop` is on the device's link. */
  | (Port & { readonly at: "sending"; readonly nextHop: string; readonly packet: IpPacket })
  /** A frame inside a bridge. `nextHop` is the address that its MAC address was found for, as far as that is known. */
  | (Port & { readonly at: "bridging"; readonly nextHop: string; readonly frame: Frame })
  /** A frame on its way out of a device. */
  | (Port & { readonly at: "leaving"; readonly nextHop: string; readonly frame: Frame })
  /** A frame that comes into a device from outside. */
  | (Port & { readonly at: "arriving"; readonly frame: Frame })
  /** An IP packet for one of the namespace's own addresses. */
  | { readonly at: "delivering"; readonly namespace: Namespace; readonly packet: IpPacket }
  /** `reason` is null when the packet has arrived. */
  | { readonly at: "end"; readonly reason: string | null };

/** What happened at a stage, and where that leads. */
export interface Outcome {
  readonly hops: readonly (Step | Omit<Crossing, "evidence">)[];
  readonly next: Stage;
}

/** What a stage may look into. */
export interface Context {
  readonly network: Network;
  readonly captures: readonly Capture[];
}

export type Capture = Pick<TcpdumpResult, "name" | "host" | "interface" | "packets">;

export type StageHandler<At extends Stage["at"]> = (
  stage: Extract<Stage, { at: At }>,
  context: Context,
) => Outcome;

/** What a step is told beside where it happens. */
interface StepDetails {
  readonly what: string;
  readonly before: Packet;
  readonly after: Packet;
  readonly entry?: Entry | null;
  readonly alternatives?: readonly string[];
}

export function step(
  { machine }: Namespace,
  device: Link | string,
  { what, before, after, entry = null, alternatives = [] }: StepDetails,
): Step {
  return {
    kind: "step",
    machine,
    device:
      typeof device === "string"
        ? { name: device, kind: "program" }
        : { name: device.name, kind: device.type },
    what,
    layers: difference(before, after),
    entry,
    alternatives,
    evidence: null,
  };
}

export const entryOf = ({ machine }: Namespace, table: Table, text: string): Entry => ({
  table,
  where: machine.name,
  text,
});

export const endOf = (reason: string | null, ...hops: Outcome["hops"]): Outcome => ({
  hops,
  next: { at: "end", reason },
});

/** The end at a device that is down: it takes nothing and gives nothing. */
export const endDown = (port: Port): Outcome => endOf(`${nameOf(port)} is down.`);

/** `docker0 of host1`. */
export const nameOf = ({ namespace, link }: Port): string => `${link.name} of ${namespace.machine.name}`;
