import type { LinkState } from "../probes/host-state.ts";

/** A device of a network namespace, as `ip -json -details address` describes it. */
export interface Link {
  readonly name: string;
  readonly index: number;
  /** As ip-link(8) calls it, e.g. `veth`; null for what has no kind, e.g. the loopback device. */
  readonly kind: string | null;
  /** What the device's kind adds, e.g. a VXLAN device's VNI. */
  readonly data: Fields;
  /** What it is at layer 2, e.g. `ether` or `loopback`. */
  readonly layer2: string | null;
  readonly up: boolean;
  /** RFC 2863's operational state, e.g. `UNKNOWN` for a device that has no carrier to tell of. */
  readonly state: string | null;
  readonly mac: string | null;
  /** IPv4, without prefix lengths. */
  readonly addresses: readonly string[];
  /** The bridge whose port it is. */
  readonly master: string | null;
  /** A veth's other end: by name in its own namespace, by number in another one. */
  readonly otherEnd: string | number | null;
}

export type Fields = Readonly<Record<string, unknown>>;

/** The devices of a machine or workload. What has no name or index is none. */
export function linksOf({ links }: { readonly links: readonly LinkState[] }): Link[] {
  return links.flatMap((state) => {
    const [name, index] = [state.ifname, state.ifindex];
    if (typeof name !== "string" || typeof index !== "number") return [];
    const { info_kind, info_data } = object(state.linkinfo);
    return {
      name,
      index,
      kind: text(info_kind),
      data: object(info_data),
      layer2: text(state.link_type),
      state: text(state.operstate),
      up: Array.isArray(state.flags) ? state.flags.includes("UP") : true,
      mac: text(state.address),
      addresses: ipv4Addresses(state.addr_info),
      master: text(state.master),
      otherEnd: number(state.link_index) ?? text(state.link),
    };
  });
}

/** True for the two ends of one veth pair. Indexes are unique only in one place, so each must name the other. */
export const arePair = (one: Link, other: Link): boolean =>
  [one, other].every(({ kind }) => kind === "veth") &&
  one.otherEnd === other.index &&
  other.otherEnd === one.index;

/** The parts of `ip -json` are whatever the machine's iproute2 prints. */
const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
export const number = (value: unknown): number | null => (typeof value === "number" ? value : null);

/** A tunnel's end; null where it is not fixed, which is printed as `any`. */
export const endpoint = (value: unknown): string | null => (value === "any" ? null : text(value));

const object = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {});

const ipv4Addresses = (info: unknown): string[] =>
  (Array.isArray(info) ? info : []).map(object).flatMap(({ family, local }) => {
    return family === "inet" && typeof local === "string" ? local : [];
  });
