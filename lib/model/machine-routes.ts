import { holds, isNetwork, isSameNetwork, overlaps } from "./cidr.ts";

/** A route of the engine's machine. */
interface MachineRoute {
  readonly destination: string;
  /** True for a network in which the machine itself has an address. */
  readonly connected: boolean;
}

/** Prints what `conflictingRoutes` reads: also the machine's own addresses, and what a VPN keeps in a table of its own. */
export const routesCommand = ["ip", "-4", "route", "show", "table", "all"] as const;

/**
 * Destinations of the machine's routes with which a network cannot be a lab's, the widest of those that lie in each
 * other. The longest prefix decides (RFC 1812, 5.2.4.3), so a route that is less specific than the lab's network and only
 * leads through it, as a full-tunnel VPN's 0.0.0.0/1 does, is in nobody's way. A network that the machine is in is, and so
 * is any part of the lab's network that the machine has a route of its own for.
 */
export function conflictingRoutes(text: string, cidr: string): string[] {
  const found = parseRoutes(text)
    .filter(({ destination }) => overlaps(destination, cidr))
    .filter(({ destination, connected }) => connected || holds(cidr, destination))
    .map(({ destination }) => destination);
  const widest = found.filter((route) => !found.some((other) => liesIn(route, other)));
  return [...new Set(widest)];
}

/** Lines of `ip route`: a type unless it is unicast, the destination, and words in pairs. Hops of several are lines of their own. */
function parseRoutes(text: string): MachineRoute[] {
  return text.split("\n").flatMap((line) => {
    const words = line.split(" ");
    const [first = "", second = ""] = words;
    const target = /^[a-z]+$/.test(first) ? second : first;
    const destination = target.includes("/") ? target : `${target}/32`;
    if (!isNetwork(destination)) return [];
    return { destination, connected: words[words.indexOf("proto") + 1] === "kernel" };
  });
}

function liesIn(inner: string, outer: string): boolean {
  return holds(outer, inner) && !isSameNetwork(outer, inner);
}
