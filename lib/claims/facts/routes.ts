import { meets } from "../../model/cidr.ts";
import type { ReadState } from "../../probes/host-state.ts";
import type { RecordedMachine } from "../../results/run-record.ts";
import { linksOf } from "../../tables/links.ts";
import { isWay, type NextHop, type Route } from "../../tables/routes.ts";

/** The next hop, or each of several that share the traffic, is so. False for a route that leads nowhere. */
export const everyHop = ({ nextHops }: Route, isSo: (nextHop: NextHop) => boolean): boolean =>
  nextHops.length > 0 && nextHops.every(isSo);

/** The next hop is one of these addresses. */
export const isVia = (route: Route, places: readonly { readonly address: string }[]): boolean =>
  everyHop(route, ({ via }) => places.some(({ address }) => address === via));

/** Out of devices that have one of the machine's own underlay addresses. */
export function leavesBy(route: Route, state: ReadState, machine: RecordedMachine): boolean {
  const links = linksOf(state);
  return everyHop(route, ({ device }) => {
    const link = links.find(({ name }) => name === device);
    return machine.interfaces.some(({ address }) => link?.addresses.includes(address));
  });
}

/** BIRD made it. */
export const byBird = ({ protocol }: Route): boolean => protocol === "bird";

/** True when it is a way to some address of the subnet. Routes that drop packets are a way to nobody. */
export const leadsTo = (route: Route, subnet: string): boolean =>
  isWay(route) && meets(route.destination, subnet);
