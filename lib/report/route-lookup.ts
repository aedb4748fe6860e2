import ipaddr from "ipaddr.js";
import { contains, range } from "../model/cidr.ts";

/** One line of `ip route`, as far as the report reads it. */
export interface Route {
  /** In CIDR form; `default` is `0.0.0.0/0`. */
  readonly destination: string;
  /** Null for routes that lead nowhere, e.g. `blackhole`. */
  readonly device: string | null;
  /** The host's own address on the device, as its packets carry it. */
  readonly source: string | null;
}

/** Routes that a list of lines holds. */
export const parseRoutes = (lines: readonly string[]): Route[] =>
  lines.map(parseRoute).filter((route) => route !== null);

/** Lines that are no IPv4 route come out as null. */
export function parseRoute(line: string): Route | null {
  const words = line.trim().split(/\s+/);
  const target = words.find((word) => word === "default" || /^\d/.test(word));
  if (target === undefined || words.indexOf(target) > 1) return null;
  const destination = target === "default" ? "0.0.0.0/0" : target.includes("/") ? target : `${target}/32`;
  if (!ipaddr.IPv4.isValidCIDR(destination)) return null;
  const after = (keyword: string) =>
    (words.includes(keyword) ? words[words.indexOf(keyword) + 1] : null) ?? null;
  return { destination, device: after("dev"), source: after("src") };
}

/** The device that packets to `address` leave by: longest prefix first, as the kernel chooses. */
export function deviceTowards(routes: readonly Route[], address: string): string | null {
  if (!ipaddr.IPv4.isValid(address)) return null;
  const [best] = routes
    .filter(({ destination }) => contains(destination, address))
    .sort((a, b) => range(b.destination).prefixLength - range(a.destination).prefixLength);
  return best?.device ?? null;
}
