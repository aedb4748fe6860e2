import ipaddr from "ipaddr.js";

/** IPv4 arithmetic on the dotted form, so that plans and records stay readable. Addresses are 32-bit unsigned. */

/** `100.64.4.1` -> 1682966529. Throws on anything that is not a dotted IPv4 address. */
export function toNumber(address: string): number {
  return ipaddr.IPv4.parse(address)
    .toByteArray()
    .reduce((sum, byte) => sum * 256 + byte, 0);
}

/** 1682966529 -> `100.64.4.1`. */
export function toAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

/** First and last address of a CIDR as numbers, and its prefix length in bits. */
export function range(cidr: string): { first: number; last: number; prefixLength: number } {
  const [address, prefixLength] = ipaddr.IPv4.parseCIDR(cidr);
  const size = 2 ** (32 - prefixLength);
  const first = Math.floor(toNumber(address.toString()) / size) * size;
  return { first, last: first + size - 1, prefixLength };
}

/** True for four decimal bytes and nothing else that stands for an address, e.g. `10.1`. */
export function isAddress(text: unknown): text is string {
  return typeof text === "string" && ipaddr.IPv4.isValid(text) && toAddress(toNumber(text)) === text;
}

/** True for a network address with its prefix length and no host bits, e.g. `10.0.0.0/24`. */
export function isNetwork(cidr: unknown): cidr is string {
  if (typeof cidr !== "string" || !ipaddr.IPv4.isValidCIDR(cidr)) return false;
  return toAddress(range(cidr).first) === cidr.split("/")[0];
}

/** True for an address with a prefix length, with or without host bits. */
export const isCidr = (text: string): boolean => ipaddr.IPv4.isValidCIDR(text);

/** Bits. */
export const prefixLengthOf = (cidr: string): number => range(cidr).prefixLength;

/** True when a network has the address, e.g. `10.0.0.0/24` has `10.0.0.1`. */
export function contains(cidr: string, address: string): boolean {
  return holds(cidr, `${address}/32`);
}

/** True when the outer network has all of the inner one's addresses. */
export function holds(outer: string, inner: string): boolean {
  const [a, b] = [range(outer), range(inner)];
  return a.first <= b.first && b.last <= a.last;
}

/** True for two addresses with their prefix lengths that are in one network, e.g. `10.0.0.1/24` and `10.0.0.0/24`. */
export function isSameNetwork(a: string, b: string): boolean {
  return holds(a, b) && holds(b, a);
}

export function overlaps(a: string, b: string): boolean {
  const [left, right] = [range(a), range(b)];
  return left.first <= right.last && right.first <= left.last;
}

/** `contains` for texts of a record, which need not be a network and an address: false where one is none. */
export const hasAddress = (cidr: string, address: string): boolean =>
  isCidr(cidr) && isAddress(address) && contains(cidr, address);

/** `overlaps` for texts of a record: false where one is no network. */
export const meets = (a: string, b: string): boolean => [a, b].every(isCidr) && overlaps(a, b);

/** The address `offset` places into the network; a negative offset counts from the broadcast address. */
export function nth(cidr: string, offset: number): string {
  const { first, last } = range(cidr);
  return toAddress(offset < 0 ? last + offset : first + offset);
}
