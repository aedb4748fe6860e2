import ipaddr from "ipaddr.js";
import { contains, range } from "../model/cidr.ts";

/** A route of `ip route`. */
export interface Route {
  /** In CIDR form; `default` is `0.0.0.0/0`. */
  readonly destination: string;
  /** `blackhole`, `unreachable` and `prohibit` routes lead nowhere. */
  readonly kind: "unicast" | "blackhole" | "unreachable" | "prohibit";
  /** Several for a multipath route, whose traffic they share. None for a route that leads nowhere. */
  readonly nextHops: readonly NextHop[];
  /** The machine's own address that its packets carry. */
  readonly source: string | null;
  /** The lower of two routes to one destination wins. */
  readonly metric: number;
  /** The first line, without what surrounds it. */
  readonly text: string;
}

export interface NextHop {
  readonly device: string;
  /** Null when destinations are on the device's own link. */
  readonly via: string | null;
  /** The line of a multipath route's next hop; null where the route is one line. */
  readonly text: string | null;
}

const kinds = ["unicast", "blackhole", "unreachable", "prohibit"] as const;

/** The IPv4 routes that a list of lines holds. The next hops of a multipath route are on lines of their own. */
export function parseRoutes(lines: readonly string[]): Route[] {
  const routes: Route[] = [];
  for (const line of lines) {
    const nextHop = /^\s*nexthop\s/.test(line) ? parseNextHop(line.trim()) : null;
    const last = routes.at(-1);
    if (nextHop !== null && last !== undefined)
      routes[routes.length - 1] = { ...last, nextHops: [...last.nextHops, nextHop] };
    const route = parseRoute(line);
    if (route !== null) routes.push(route);
  }
  return routes;
}

/** One line; null for a line that is no IPv4 route. */
export function parseRoute(line: string): Route | null {
  const text = line.trim();
  const words = text.split(/\s+/);
  const kind = kinds.find((kind) => kind === words[0]);
  const target = kind === undefined ? words[0] : words[1];
  const destination = asCidr(target ?? "");
  if (destination === null) return null;
  const device = after(words, "dev");
  return {
    destination,
    kind: kind ?? "unicast",
    nextHops: device === null ? [] : [{ device, via: after(words, "via"), text: null }],
    source: after(words, "src"),
    metric: Number(after(words, "metric") ?? 0),
    text,
  };
}

/** Next hops that the kernel knows to be dead carry nothing. */
function parseNextHop(text: string): NextHop | null {
  const words = text.split(/\s+/);
  const device = after(words, "dev");
  if (device === null || words.includes("dead")) return null;
  return { device, via: after(words, "via"), text };
}

const after = (words: readonly string[], keyword: string): string | null =>
  (words.includes(keyword) ? words[words.indexOf(keyword) + 1] : null) ?? null;

/** A host's own route has no prefix length. */
function asCidr(target: string): string | null {
  const cidr = target === "default" ? "0.0.0.0/0" : target.includes("/") ? target : `${target}/32`;
  return ipaddr.IPv4.isValidCIDR(cidr) ? cidr : null;
}

/** The route that the kernel chooses for an address: the longest prefix, then the lowest metric. */
export function lookUp(routes: readonly Route[], address: string): Route | null {
  if (!ipaddr.IPv4.isValid(address)) return null;
  const [best] = routes
    .filter(({ destination }) => contains(destination, address))
    .sort(
      (a, b) => range(b.destination).prefixLength - range(a.destination).prefixLength || a.metric - b.metric,
    );
  return best ?? null;
}

/** The device that packets to `address` leave by. */
export const deviceTowards = (routes: readonly Route[], address: string): string | null =>
  lookUp(routes, address)?.nextHops[0]?.device ?? null;
