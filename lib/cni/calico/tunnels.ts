import { createHash } from "node:crypto";
import { nth } from "../../model/cidr.ts";
import type { KernelFeature } from "../../model/requirements.ts";
import { bareWire, everywhere, type Wire, type Wires } from "../../model/wire.ts";
import { blockOf } from "./options.ts";
import { addressOf, type IPPool, type Node, poolsInUse, type Resources } from "./resources/resources.ts";

/** What one kind of tunnel is, with Calico's constants. */
interface TunnelKind {
  readonly device: string;
  /** Bytes added to each packet. */
  readonly overhead: number;
  readonly requirement: KernelFeature;
  readonly wire: Wire;
  /** The fields of a node that tell others of its end. */
  readonly node: (name: string, address: string) => NodeEnd;
  /** More about the node's own device, for the program that makes it. */
  readonly made: Readonly<Record<string, number>>;
}

interface NodeEnd {
  readonly bgp?: { readonly ipv4IPIPTunnelAddr: string };
  readonly ipv4VXLANTunnelAddr?: string;
  readonly vxlanTunnelMACAddr?: string;
}

/** VNI and UDP port (IANA's, RFC 7348) of Calico's VXLAN: Felix configuration, vxlanVNI and vxlanPort. */
const [vni, port] = [4096, 4789];

/** By the fields of an IPPool that ask for them. Calico documentation, "Overlay networking". */
const kinds: { readonly [Field in "ipipMode" | "vxlanMode"]: TunnelKind } = {
  // RFC 2003: an outer IPv4 header of 20 bytes, protocol 4.
  ipipMode: {
    device: "tunl0",
    overhead: 20,
    requirement: "kernel:ipip",
    wire: {
      filter: "ip proto 4",
      decodeAs: [],
      layers: ["eth", "ip", "ip"],
      fields: {},
      encrypted: false,
    },
    node: (_, address) => ({ bgp: { ipv4IPIPTunnelAddr: address } }),
    made: {},
  },
  // RFC 7348: inner Ethernet 14, VXLAN 8, UDP 8 and outer IPv4 20 bytes.
  vxlanMode: {
    device: "vxlan.calico",
    overhead: 50,
    requirement: "kernel:vxlan",
    wire: {
      filter: `udp port ${port}`,
      decodeAs: [],
      layers: ["eth", "ip", "udp", "vxlan", "eth", "ip"],
      fields: { "udp.dstport": String(port), "vxlan.vni": String(vni) },
      encrypted: false,
    },
    node: (name, address) => ({ ipv4VXLANTunnelAddr: address, vxlanTunnelMACAddr: macOf(name) }),
    made: { vni, port },
  },
};

type TunnelField = keyof typeof kinds;
const tunnelFields = Object.keys(kinds) as TunnelField[];

/** The tunnel that a pool asks for; null when its packets leave as they are. */
export function tunnelOfPool({ spec }: IPPool): (TunnelKind & { readonly crossSubnet: boolean }) | null {
  const field = tunnelFields.find((each) => spec[each] !== "Never");
  return field === undefined ? null : { ...kinds[field], crossSubnet: spec[field] === "CrossSubnet" };
}

/** What a pool's packets look like: only across subnets in a tunnel, or everywhere, or nowhere. */
export function wiresOf(pool: IPPool): Wires {
  const bare = bareWire(pool.spec.cidr);
  const tunnel = tunnelOfPool(pool);
  if (tunnel === null) return everywhere(bare);
  return { neighbours: tunnel.crossSubnet ? bare : tunnel.wire, routed: tunnel.wire };
}

/** A node's end of the tunnel has the first address of its first block, as Calico's IPAM gives it out before any workload's. */
export function nodeEnd(pool: IPPool, { name, number }: { name: string; number: number }): NodeEnd {
  return tunnelOfPool(pool)?.node(name, nth(blockOf(pool, number), 0)) ?? {};
}

/** Calico's rule: every node can work out the others' MAC addresses. */
const macOf = (name: string): string =>
  ["66", ...(createHash("sha1").update(name).digest("hex").match(/../g) ?? []).slice(0, 5)].join(":");

/** A node's own tunnel device, as the resources have it. */
export interface TunnelDevice {
  readonly device: string;
  /** The device's own address, /32. */
  readonly address: string;
  /** True to use the tunnel to nodes of other subnets only. */
  readonly crossSubnet: boolean;
  /** The underlay address that outer packets come from. */
  readonly local: string;
  readonly mac?: string | undefined;
  readonly vni?: number;
  readonly port?: number;
}

/** Null for a node whose pool asks for no tunnel. */
export function tunnelDevice(resources: Resources, node: Node): TunnelDevice | null {
  const tunnel = poolsInUse(resources).flatMap((pool) => tunnelOfPool(pool) ?? [])[0];
  const { bgp, ipv4VXLANTunnelAddr, vxlanTunnelMACAddr: mac } = node.spec;
  const address = ipv4VXLANTunnelAddr ?? bgp.ipv4IPIPTunnelAddr;
  if (tunnel === undefined || address === undefined) return null;
  const { device, crossSubnet, made } = tunnel;
  return { device, address, crossSubnet, local: addressOf(node), mac, ...made };
}
