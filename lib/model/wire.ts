/** How to catch and to recognise a mode's packets between hosts. */
export interface Wire {
  /** pcap filter (pcap-filter(7)) that matches the mode's packets on the underlay. */
  readonly filter: string;
  /** tshark `-d` arguments for ports that tshark does not know by itself. */
  readonly decodeAs: readonly string[];
  /** The protocol layers, outermost first, that a packet of the mode shows in tshark's `frame.protocols`. */
  readonly layers: readonly string[];
  /** Fields (tshark's names) that must hold these values, e.g. `{ "vxlan.vni": "1" }`. */
  readonly fields: Readonly<Record<string, string>>;
  /** True when the workload's packet cannot be read on the wire. */
  readonly encrypted: boolean;
}

/**
 * A mode's packets between hosts, by where the two hosts are. Most modes treat both alike; some tunnel only
 * across routers.
 */
export interface Wires {
  /** Between hosts on one segment. */
  readonly neighbours: Wire;
  /** Between hosts with a router in between. */
  readonly routed: Wire;
}

/** The same packets whether or not a router lies between. */
export const everywhere = (wire: Wire): Wires => ({ neighbours: wire, routed: wire });

/** Packets as the workload sent them: nothing is added, and routers on the way see workload addresses. */
export const bareWire = (network: string): Wire => ({
  filter: `net ${network}`,
  decodeAs: [],
  layers: ["eth", "ip"],
  fields: {},
  encrypted: false,
});
