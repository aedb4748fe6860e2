import { z } from "zod";
import { parseJson } from "../model/json.ts";
import type { MachineSpec } from "../model/lab-spec.ts";
import type { CommandLine } from "./bench.ts";

/** A machine's link to a segment: `down` is what `ip link set … down` makes of it, and its address stays. */
export const linkStates = ["down", "up"] as const;
export type LinkState = (typeof linkStates)[number];

/**
 * The command that sets a device down, or up again. The kernel forgets the routes of a device that goes down, and not every program that
 * made one makes it again: so they are kept until it is up. Setting it to what it is does no harm.
 */
export const setLinkCommand = (device: string, state: LinkState): CommandLine => [
  ...["sh", "-c", scripts[state], device],
];

/** In a folder that is empty after a restart, when Docker has made the device anew. */
const routes = '"/run/underlay/routes-of-$0"';
const scripts: Readonly<Record<LinkState, string>> = {
  down: `[ -e ${routes} ] || ip route save dev "$0" >${routes} && ip link set dev "$0" down`,
  up: `ip link set dev "$0" up && if [ -e ${routes} ]; then ip route restore <${routes}; rm ${routes}; fi`,
};

/** The routes to other segments that a machine's init made, made again: `ip route save` leaves out those with several next hops. */
export const routeCommands = ({ kind, routes }: MachineSpec): CommandLine[] =>
  // A router's are BIRD's, which sees to them by itself.
  kind === "router"
    ? []
    : routes
        .filter(({ via }) => via.length > 1)
        .map(({ destination, via }) => [
          ...["ip", "route", "replace", destination],
          ...via.flatMap((address) => ["nexthop", "via", address]),
        ]);

/** Prints every device with its addresses, for `readLinks`. */
export const linksCommand: CommandLine = ["ip", "-json", "address"];

const devices = z.array(
  z.object({
    flags: z.array(z.string()).default([]),
    addr_info: z.array(z.object({ local: z.string().optional() })).default([]),
  }),
);

/** The state of the device that has each address; undefined where the text is not that of `linksCommand`. */
export function readLinks(text: string): ReadonlyMap<string, LinkState> | undefined {
  const read = devices.safeParse(parseJson(text));
  if (!read.success) return undefined;
  const states = read.data.flatMap(({ flags, addr_info }) =>
    addr_info.map(({ local = "" }): [string, LinkState] => [local, flags.includes("UP") ? "up" : "down"]),
  );
  return new Map(states);
}
