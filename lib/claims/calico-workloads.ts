import type { ReadState } from "../probes/host-state.ts";
import { ownBlocks } from "./blocks.ts";
import { decide } from "./claim.ts";
import { arePair, type Device, devicesOf } from "./devices.ts";
import { plural } from "./figures.ts";
import { after, destination, wordsOf } from "./lines.ts";
import { type Host, unknown } from "./places.ts";
import { leadsTo } from "./routes.ts";

/** How Calico joins a host's workloads to their host. */

/** What workloads send everything to: an address that nobody has, for which their host answers ARP. */
export const gateway = "169.254.1.1";

/** What keeps a look at the host's workloads from telling anything. */
function gap({ links, routes, workloads }: ReadState, host: Host): string | null {
  if (host.workloads.length === 0) return "it has no workload";
  if (links.length === 0 || routes.length === 0) return "no route or device was recorded";
  const lost = host.workloads.find(
    ({ name }) =>
      !workloads.some((seen) => seen.name === name && seen.links.length > 0 && seen.routes.length > 0),
  );
  return lost ? `the state of ${lost.name} was not recorded` : null;
}

/** No workload without its device and route, and no such device or route beside. */
export function ownDevices(state: ReadState, host: Host) {
  const { links, routes, workloads } = state;
  const missing = gap(state, host);
  if (missing !== null) return unknown(missing);
  const devices = devicesOf(links).filter(({ name }) => name.startsWith("cali"));
  const local = routes.filter((line) => after(wordsOf(line), "dev")?.startsWith("cali"));
  const found = host.workloads.map(({ name, address }) => {
    const eth0 = inWorkload(workloads, name).find((device) => device.name === "eth0");
    const device = devices.find((candidate) => eth0 && arePair(candidate, eth0));
    const own = local.filter((line) => destination(line) === `${address}/32`);
    return {
      shows: `${name} on ${device?.name ?? "none"}: ${own.join(", ") || `no route to ${address}`}`,
      fits: own.length === 1 && own.every((line) => isDirect(line, device)),
    };
  });
  const counts = [devices.length, local.length].every((count) => count === host.workloads.length);
  const more = counts ? "" : ` of ${plural(devices.length, "device")} and ${plural(local.length, "route")}`;
  return {
    shows: found.map(({ shows }) => shows).join(", ") + more,
    verdict: decide(counts && found.every(({ fits }) => fits)),
  };
}

const inWorkload = (workloads: ReadState["workloads"], name: string): Device[] =>
  devicesOf(workloads.find((workload) => workload.name === name)?.links ?? []);

/** `10.244.1.0 dev cali1a2b3c4d5e6 scope link` */
function isDirect(line: string, device: Device | undefined): boolean {
  const words = wordsOf(line);
  return (
    device !== undefined &&
    after(words, "dev") === device.name &&
    after(words, "scope") === "link" &&
    after(words, "via") === undefined
  );
}

export function defaultRoutes(state: ReadState, host: Host) {
  const missing = gap(state, host);
  if (missing !== null) return unknown(missing);
  const defaults = host.workloads.map(({ name }) => {
    const routes = state.workloads.find((workload) => workload.name === name)?.routes ?? [];
    return routes.filter((line) => wordsOf(line)[0] === "default");
  });
  return {
    shows: [...new Set(defaults.map((lines) => lines.join(", ") || "no default route"))].join("; "),
    verdict: decide(
      defaults.every(
        ([line = "", ...more]) =>
          more.length === 0 &&
          after(wordsOf(line), "via") === gateway &&
          after(wordsOf(line), "dev") === "eth0",
      ),
    ),
  };
}

export function ends(state: ReadState, host: Host) {
  const missing = gap(state, host);
  if (missing !== null) return unknown(missing);
  const blocks = ownBlocks(state, host);
  const outside = host.workloads.filter(
    ({ address }) => !blocks.some(({ cidr }) => leadsTo(cidr, `${address}/32`)),
  );
  return {
    shows: [
      ...blocks.map(({ cidr }) => `blackhole ${cidr} proto bird`),
      ...outside.map(({ name }) => `no block has ${name}`),
    ].join(", "),
    verdict: decide(outside.length === 0),
  };
}
