import type { CapturedPacket } from "../probes/capture.ts";

export type Layers = CapturedPacket["layers"];

/** What a header does; each has its own colour and is named by its title as well. */
export type Family = "link" | "network" | "transport" | "tunnel" | "payload";

const protocols: Readonly<Record<string, { readonly title: string; readonly family: Family }>> = {
  eth: { title: "Ethernet", family: "link" },
  arp: { title: "ARP", family: "network" },
  ip: { title: "IPv4", family: "network" },
  ipv6: { title: "IPv6", family: "network" },
  icmp: { title: "ICMP", family: "transport" },
  icmpv6: { title: "ICMPv6", family: "transport" },
  tcp: { title: "TCP", family: "transport" },
  udp: { title: "UDP", family: "transport" },
  vxlan: { title: "VXLAN", family: "tunnel" },
  wg: { title: "WireGuard", family: "tunnel" },
  data: { title: "Payload", family: "payload" },
};

/** A protocol that isn't known here is shown by its own name, as payload. */
export const protocol = (name: string): { title: string; family: Family } =>
  (Object.hasOwn(protocols, name) ? protocols[name] : undefined) ?? {
    title: name.toUpperCase(),
    family: "payload",
  };

/**
 * Where the inner packet begins: at the last Ethernet header if there are several, else at the last IP
 * header. Null for a packet that carries no other one.
 */
export function innerStart(layers: Layers): number | null {
  const places = (...names: string[]) =>
    layers.flatMap(({ protocol }, index) => (names.includes(protocol) ? [index] : []));
  const repeated = [places("eth"), places("ip", "ipv6")].find((found) => found.length > 1);
  return repeated?.at(-1) ?? null;
}
