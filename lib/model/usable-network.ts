import { overlaps } from "./cidr.ts";

/** Ranges whose addresses no machine can have as its own (RFC 6890), and what they are for. */
const unusable = {
  "0.0.0.0/8": "this network",
  "127.0.0.0/8": "loopback",
  "169.254.0.0/16": "link-local; Calico's workloads have the next hop 169.254.1.1",
  "224.0.0.0/4": "multicast",
  "240.0.0.0/4": "reserved and broadcast",
} as const;

/** The first range that a network meets and whose addresses machines cannot have, in words; null when it meets none. */
export function unusableRange(cidr: string): string | null {
  const met = Object.entries(unusable).find(([range]) => overlaps(cidr, range));
  return met ? `${met[0]} (${met[1]})` : null;
}
