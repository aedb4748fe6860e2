import { z } from "zod";
import type { LinkState } from "../probes/host-state.ts";

/** A network device, as far as claims look at it. */
export interface Device {
  readonly name: string;
  readonly index: number;
  /** A veth's other end, by its index in the network namespace that it is in. */
  readonly peerIndex: number | null;
  /** `veth`, `vxlan`, `tun`, `bridge`; null for what has no kind, e.g. the loopback device. */
  readonly kind: string | null;
  /** The bridge that it is a port of. */
  readonly master: string | null;
  readonly up: boolean;
  /** MAC address. */
  readonly mac: string | null;
  /** IPv4 and IPv6, without prefix lengths. */
  readonly addresses: readonly string[];
}

/** The part of `ip -json -details address` that is read here: link(8)'s names. */
const link = z.object({
  ifname: z.string(),
  ifindex: z.number(),
  link_index: z.number().optional(),
  master: z.string().optional(),
  flags: z.array(z.string()).optional(),
  address: z.string().optional(),
  linkinfo: z.object({ info_kind: z.string().optional() }).optional(),
  addr_info: z.array(z.object({ local: z.string().optional() })).optional(),
});

/** The devices that a list of links holds. A link without name or index is none. */
export function devicesOf(links: readonly LinkState[]): Device[] {
  return links.flatMap((state) => {
    const { success, data } = link.safeParse(state);
    if (!success) return [];
    return {
      name: data.ifname,
      index: data.ifindex,
      peerIndex: data.link_index ?? null,
      kind: data.linkinfo?.info_kind ?? null,
      master: data.master ?? null,
      up: data.flags?.includes("UP") ?? true,
      mac: data.address ?? null,
      addresses: data.addr_info?.flatMap(({ local }) => local ?? []) ?? [],
    };
  });
}

/** True for the two ends of one veth pair. Indexes are unique only in one place, so each must name the other. */
export const arePair = (one: Device, other: Device): boolean =>
  [one, other].every(({ kind }) => kind === "veth") &&
  one.peerIndex === other.index &&
  other.peerIndex === one.index;
