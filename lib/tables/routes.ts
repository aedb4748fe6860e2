import { contains, isAddress, isCidr, prefixLengthOf } from "../model/cidr.ts";
import { after, wordsOf } from "./words.ts";

/** A route of `ip route`. */
export interface Route {
  /** In CIDR form; `default` is `0.0.0.0/0`. */
  readonly destination: string;
  /** Routes of other types than `unicast` lead nowhere. */
  readonly kind: (typeof kinds)[number];
  /** Several for a multipath route, whose traffic they share. None for a route that leads nowhere, or whose next hops are dead. */
  readonly nextHops: readonly NextHop[];
  /** The machine's own address that its packets carry. */
  readonly source: string | null;
  /** What made the route, e.g. `kernel` or `bird`. */
  readonly protocol: string | null;
  /** `link` for a route without a gateway. */
  readonly scope: string | null;
  /** The lower of two routes to one destination wins. */
  readonly metric: number;
  /** The first line, without what surrounds it. */
  readonly text: string;
}

export interface NextHop {
  readonly device: string;
  /** Null when destinations are on the device's own link. */
  readonly via: string | null;
  /** The gateway is taken to be on the device's link, whatever its address. */
  readonly onlink: boolean;
  /** The line of a multipath route's next hop; null where the route is one line. */
  readonly text: string | null;
}

const kinds = ["unicast", "blackhole", "unreachable", "prohibit", "throw"] as const;

/** The IPv4 routes of a machine or workload. The next hops of a multipath route are on lines of their own. */
export function routesOf({ routes: lines }: { readonly routes: readonly string[] }): Route[] {
  const routes: Route[] = [];
  for (const line of lines) {
    const nextHop = isNextHop(line) ? parseNextHop(line.trim()) : null;
    const last = routes.at(-1);
    if (nextHop !== null && last !== undefined)
      routes[routes.length - 1] = { ...last, nextHops: [...last.nextHops, nextHop] };
    const route = parseRoute(line);
    if (route !== null) routes.push(route);
  }
  return routes;
}

/** True for a line that belongs to the route above it. */
export const isNextHop = (line: string): boolean => wordsOf(line)[0] === "nexthop";

/** One line; null for a line that is no IPv4 route. */
export function parseRoute(line: string): Route | null {
  const text = line.trim();
  const words = wordsOf(text);
  const kind = kinds.find((kind) => kind === words[0]);
  const target = kind === undefined ? words[0] : words[1];
  const destination = asCidr(target ?? "");
  if (destination === null) return null;
  const nextHop = nextHopIn(words);
  return {
    destination,
    kind: kind ?? "unicast",
    nextHops: nextHop === null ? [] : [{ ...nextHop, text: null }],
    source: after(words, "src"),
    protocol: after(words, "proto"),
    scope: after(words, "scope"),
    metric: Number(after(words, "metric") ?? 0),
    text,
  };
}

function parseNextHop(text: string): NextHop | null {
  const nextHop = nextHopIn(wordsOf(text));
  return nextHop && { ...nextHop, text };
}

/** Next hops that the kernel knows to be dead carry nothing. */
function nextHopIn(words: readonly string[]): Omit<NextHop, "text"> | null {
  const device = after(words, "dev");
  if (device === null || words.includes("dead")) return null;
  return { device, via: after(words, "via"), onlink: words.includes("onlink") };
}

/** A host's own route has no prefix length. */
function asCidr(target: string): string | null {
  const cidr = target === "default" ? "0.0.0.0/0" : target.includes("/") ? target : `${target}/32`;
  return isCidr(cidr) ? cidr : null;
}

/** True for a route that takes packets somewhere: it does not drop them, and has a next hop that is not dead. */
export const isWay = ({ kind, nextHops }: Route): boolean => kind === "unicast" && nextHops.length > 0;

/**
 * The route that the kernel chooses for an address: the longest prefix, then the lowest metric. It passes over
 * routes whose next hops are dead, and not over those that drop packets.
 */
export function lookUp(routes: readonly Route[], address: string): Route | null {
  if (!isAddress(address)) return null;
  const [best] = routes
    .filter((route) => route.kind !== "unicast" || isWay(route))
    .filter(({ destination }) => contains(destination, address))
    .sort((a, b) => prefixLengthOf(b.destination) - prefixLengthOf(a.destination) || a.metric - b.metric);
  return best ?? null;
}

/** The device that packets to `address` leave by. */
export const deviceTowards = (routes: readonly Route[], address: string): string | null =>
  lookUp(routes, address)?.nextHops[0]?.device ?? null;

/** The route as one line, the next hops of a multipath route behind it. */
export const routeText = ({ text, nextHops }: Route): string =>
  [text, ...nextHops.flatMap((nextHop) => nextHop.text ?? [])].join(" ");
