import type { LinkState } from "../probes/host-state.ts";

/** A device of a network namespace, as `ip -json -details address` describes it. */
export interface Link {
  readonly name: string;
  readonly index: number;
  readonly mac: string | null;
  /** IPv4. */
  readonly addresses: readonly string[];
  /** The bridge whose port it is. */
  readonly master: string | null;
  /** A veth's other end: by name in its own namespace, by number in another one. */
  readonly otherEnd: string | number | null;
  readonly kind: LinkKind;
}

export type LinkKind =
  /** An interface on a segment of the underlay. */
  | { readonly type: "nic"; readonly segment: string }
  | { readonly type: "veth" }
  | { readonly type: "bridge" }
  | { readonly type: "vxlan"; readonly vni: number; readonly port: number; readonly local: string | null }
  | { readonly type: "tun" }
  /** `ttl` is null when outer packets get that of the inner ones. */
  | {
      readonly type: "ipip";
      readonly local: string | null;
      readonly remote: string | null;
      readonly ttl: number | null;
    }
  | { readonly type: "wireguard" }
  | { readonly type: "other" };

/** `segments` tells which of the machine's addresses are on the underlay: address -> segment. */
export function parseLinks(states: readonly LinkState[], segments: ReadonlyMap<string, string>): Link[] {
  return states.flatMap((state) => {
    const [name, index] = [state.ifname, state.ifindex];
    if (typeof name !== "string" || typeof index !== "number") return [];
    const addresses = ipv4Addresses(state.addr_info);
    const segment = addresses.map((address) => segments.get(address)).find((found) => found !== undefined);
    return {
      name,
      index,
      mac: text(state.address),
      addresses,
      master: text(state.master),
      otherEnd: number(state.link_index) ?? text(state.link),
      kind: segment === undefined ? kindOf(object(state.linkinfo)) : { type: "nic", segment },
    };
  });
}

function kindOf({ info_kind: kind, info_data }: Fields): LinkKind {
  const data = object(info_data);
  switch (kind) {
    case "veth":
    case "bridge":
    case "tun":
    case "wireguard":
      return { type: kind };
    case "vxlan":
      return {
        type: kind,
        vni: number(data.id) ?? 0,
        port: number(data.port) ?? linuxVxlanPort,
        local: endpoint(data.local),
      };
    case "ipip":
      return {
        type: kind,
        local: endpoint(data.local),
        remote: endpoint(data.remote),
        ttl: number(data.ttl) || null,
      };
    default:
      return { type: "other" };
  }
}

/** What Linux takes when a device names no port (IANA's is 4789). */
const linuxVxlanPort = 8472;

type Fields = Readonly<Record<string, unknown>>;

/** The parts of `ip -json` are whatever the machine's iproute2 prints. */
const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);
const object = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {});

/** A tunnel's end that is not fixed is printed as `any`. */
const endpoint = (value: unknown): string | null => (value === "any" ? null : text(value));

const ipv4Addresses = (info: unknown): string[] =>
  (Array.isArray(info) ? info : []).map(object).flatMap(({ family, local }) => {
    return family === "inet" && typeof local === "string" ? local : [];
  });
