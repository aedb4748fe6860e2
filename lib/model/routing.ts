import { toNumber } from "./cidr.ts";

/**
 * Routes of a routed underlay as a pure function of who is on which segment: the fewest routers win, and all
 * next hops at that distance share the traffic (ECMP, RFC 2992). It is what OSPF finds when every interface
 * costs the same, so labs can have either and tests compare the two.
 */
export interface Route {
  /** A segment's network. */
  readonly destination: string;
  /** Addresses of routers that are neighbours, ascending. */
  readonly via: readonly string[];
}

export interface Link {
  readonly segment: string;
  readonly address: string;
}

export interface Underlay {
  readonly segments: readonly { readonly name: string; readonly cidr: string }[];
  /** The interfaces of every router. */
  readonly routers: readonly (readonly Link[])[];
}

/** Routes from a machine with these interfaces to every segment that it is not on and that can be reached. */
export function routesFrom(links: readonly Link[], { segments, routers }: Underlay): Route[] {
  const own = new Set(links.map(({ segment }) => segment));
  return segments.flatMap(({ name, cidr }) => {
    if (own.has(name)) return [];
    const distances = distancesTo(name, routers);
    const nextHops = routers
      // A router that has one of these addresses is the machine itself.
      .filter((router) => !router.some(({ address }) => links.some((link) => link.address === address)))
      .flatMap((router) =>
        router.flatMap(({ segment, address }) =>
          own.has(segment) ? { address, distance: distances.get(router) ?? Infinity } : [],
        ),
      );
    const nearest = Math.min(...nextHops.map(({ distance }) => distance));
    if (!Number.isFinite(nearest)) return [];
    const via = nextHops.flatMap(({ address, distance }) => (distance === nearest ? address : []));
    return { destination: cidr, via: via.sort((a, b) => toNumber(a) - toNumber(b)) };
  });
}

/** How many routers lie between each router and a segment; routers without a way are left out. */
function distancesTo(segment: string, routers: Underlay["routers"]): ReadonlyMap<readonly Link[], number> {
  const distances = new Map<readonly Link[], number>();
  let reached = new Set([segment]);
  for (let distance = 0; ; distance += 1) {
    const found = routers.filter(
      (router) => !distances.has(router) && router.some((link) => reached.has(link.segment)),
    );
    if (found.length === 0) return distances;
    for (const router of found) distances.set(router, distance);
    reached = new Set(found.flatMap((router) => router.map((link) => link.segment)));
  }
}

type Placed = { readonly interfaces: readonly { readonly segment: string }[] };

export const isOn = ({ interfaces }: Placed, segment: string): boolean =>
  interfaces.some((link) => link.segment === segment);

/**
 * True when each is on the other's own segment: L2 neighbours. A host's own is its first one, which its CNI mode
 * uses; all segments of a router are its own.
 */
export function areNeighbours(a: Placed & { readonly kind: string }, b: typeof a): boolean {
  const own = ({ kind, interfaces }: typeof a) => (kind === "router" ? interfaces : interfaces.slice(0, 1));
  const meets = (one: typeof a, other: typeof a) => own(one).some(({ segment }) => isOn(other, segment));
  return meets(a, b) && meets(b, a);
}

/** How many routers are on the shortest way between two machines: none between neighbours, Infinity where there is no way. */
export function routersBetween(from: Placed, to: Placed, routers: readonly Placed[]): number {
  const segments = (machines: readonly Placed[]) =>
    new Set(machines.flatMap(({ interfaces }) => interfaces.map(({ segment }) => segment)));
  let reached = segments([from]);
  for (let count = 0; count <= routers.length; count += 1) {
    if (to.interfaces.some(({ segment }) => reached.has(segment))) return count;
    const next = routers.filter(({ interfaces }) => interfaces.some(({ segment }) => reached.has(segment)));
    reached = segments([from, ...next]);
  }
  return Number.POSITIVE_INFINITY;
}
