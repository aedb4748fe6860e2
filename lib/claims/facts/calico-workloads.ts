import { plural } from "../../figures/format.ts";
import { meets } from "../../model/cidr.ts";
import type { ReadState, WorkloadState } from "../../probes/host-state.ts";
import type { RecordedMachine } from "../../results/run-record.ts";
import { arePair, type Link, linksOf } from "../../tables/links.ts";
import { type Route, routesOf, routeText } from "../../tables/routes.ts";
import { decide } from "../claim.ts";
import { ownBlocks } from "./blocks.ts";
import { unknown } from "./machines.ts";
import { everyHop } from "./routes.ts";

/** How Calico joins a host's workloads to their host. */

/** What workloads send everything to: an address that nobody has, for which their host answers ARP. */
export const gateway = "169.254.1.1";

/** What keeps a look at the host's workloads from telling anything. */
function gap({ links, routes, workloads }: ReadState, host: RecordedMachine): string | null {
  if (host.workloads.length === 0) return "it has no workload";
  if (links.length === 0 || routes.length === 0) return "no route or device was recorded";
  const lost = host.workloads.find(
    ({ name }) =>
      !workloads.some((seen) => seen.name === name && seen.links.length > 0 && seen.routes.length > 0),
  );
  return lost ? `the state of ${lost.name} was not recorded` : null;
}

/** No workload without its device and route, and no such device or route beside. */
export function ownDevices(state: ReadState, host: RecordedMachine) {
  const missing = gap(state, host);
  if (missing !== null) return unknown(missing);
  const devices = linksOf(state).filter(({ name }) => name.startsWith("cali"));
  const local = routesOf(state).filter(({ nextHops }) =>
    nextHops.some(({ device }) => device.startsWith("cali")),
  );
  const found = host.workloads.map(({ name, address }) => {
    const eth0 = linksOf(workloadIn(state, name)).find((link) => link.name === "eth0");
    const device = devices.find((candidate) => eth0 && arePair(candidate, eth0));
    const own = local.filter(({ destination }) => destination === `${address}/32`);
    return {
      shows: `${name} on ${device?.name ?? "none"}: ${own.map(routeText).join(", ") || `no route to ${address}`}`,
      fits: own.length === 1 && own.every((route) => isDirect(route, device)),
    };
  });
  const counts = [devices.length, local.length].every((count) => count === host.workloads.length);
  const more = counts ? "" : ` of ${plural(devices.length, "device")} and ${plural(local.length, "route")}`;
  return {
    shows: found.map(({ shows }) => shows).join(", ") + more,
    verdict: decide(counts && found.every(({ fits }) => fits)),
  };
}

/** What was recorded of a workload; nothing if that is missing. */
const workloadIn = ({ workloads }: ReadState, name: string): Pick<WorkloadState, "links" | "routes"> =>
  workloads.find((workload) => workload.name === name) ?? { links: [], routes: [] };

/** `10.244.1.0 dev cali1a2b3c4d5e6 scope link` */
const isDirect = (route: Route, link: Link | undefined): boolean =>
  route.scope === "link" && everyHop(route, ({ device, via }) => device === link?.name && via === null);

export function defaultRoutes(state: ReadState, host: RecordedMachine) {
  const missing = gap(state, host);
  if (missing !== null) return unknown(missing);
  const defaults = host.workloads.map(({ name }) =>
    routesOf(workloadIn(state, name)).filter(({ destination }) => destination === "0.0.0.0/0"),
  );
  return {
    shows: [
      ...new Set(defaults.map((routes) => routes.map(routeText).join(", ") || "no default route")),
    ].join("; "),
    verdict: decide(
      defaults.every(
        (routes) =>
          routes.length === 1 &&
          routes.every((route) => everyHop(route, ({ device, via }) => device === "eth0" && via === gateway)),
      ),
    ),
  };
}

export function ends(state: ReadState, host: RecordedMachine) {
  const missing = gap(state, host);
  if (missing !== null) return unknown(missing);
  const blocks = ownBlocks(state, host);
  const outside = host.workloads.filter(
    ({ address }) => !blocks.some(({ cidr }) => meets(cidr, `${address}/32`)),
  );
  return {
    shows: [
      ...blocks.map(({ cidr }) => `blackhole ${cidr} proto bird`),
      ...outside.map(({ name }) => `no block has ${name}`),
    ].join(", "),
    verdict: decide(outside.length === 0),
  };
}
