import type { LinkState } from "../probes/host-state.ts";
import { type Fields, linksOf, number, type Link as RecordedLink, text } from "../tables/links.ts";

/** A device of a network namespace, and what it is to packets. */
export interface Link extends Omit<RecordedLink, "kind" | "data"> {
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
export const parseLinks = (links: readonly LinkState[], segments: ReadonlyMap<string, string>): Link[] =>
  linksOf({ links }).map((link) => {
    const segment = link.addresses
      .map((address) => segments.get(address))
      .find((found) => found !== undefined);
    return { ...link, kind: segment === undefined ? kindOf(link.kind, link.data) : { type: "nic", segment } };
  });

function kindOf(kind: string | null, data: Fields): LinkKind {
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

/** A tunnel's end that is not fixed is printed as `any`. */
const endpoint = (value: unknown): string | null => (value === "any" ? null : text(value));
