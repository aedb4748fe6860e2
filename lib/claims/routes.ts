import ipaddr from "ipaddr.js";
import { overlaps } from "../model/cidr.ts";
import type { ReadState } from "../probes/host-state.ts";
import { devicesOf } from "./devices.ts";
import { after, wordsOf } from "./lines.ts";
import type { Host } from "./places.ts";

/** Lines of `ip route`. */

/** The next hop is one of these addresses. */
export const isVia = (line: string, places: readonly { readonly address: string }[]): boolean =>
  places.some(({ address }) => address === after(wordsOf(line), "via"));

/** Out of a device that has one of the machine's own underlay addresses. */
export function leavesBy(line: string, { links }: ReadState, machine: Host): boolean {
  const device = devicesOf(links).find(({ name }) => name === after(wordsOf(line), "dev"));
  return machine.interfaces.some(({ address }) => device?.addresses.includes(address));
}

/** BIRD made it. */
export const byBird = (line: string): boolean => after(wordsOf(line), "proto") === "bird";

/** True when packets to some address of the subnet are packets to the network. */
export const leadsTo = (network: string, subnet: string): boolean =>
  [network, subnet].every((cidr) => ipaddr.IPv4.isValidCIDR(cidr)) && overlaps(network, subnet);
