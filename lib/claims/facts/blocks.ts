import { meets } from "../../model/cidr.ts";
import type { ReadState } from "../../probes/host-state.ts";
import type { RecordedMachine, RunRecord } from "../../results/run-record.ts";
import { type Route, routesOf, routeText } from "../../tables/routes.ts";
import { decide } from "../claim.ts";
import { type Look, stateOf, unknown } from "./machines.ts";
import { byBird, isVia, leavesBy } from "./routes.ts";

/** Calico's blocks: a host's own ones are in its route table, as `blackhole 10.244.1.0/26 proto bird`. */

/** A block, and the host that has it. */
export interface Block {
  readonly cidr: string;
  readonly owner: RecordedMachine;
}

export const ownBlocks = (state: ReadState, owner: RecordedMachine): Block[] =>
  routesOf(state)
    .filter((route) => route.kind === "blackhole" && byBird(route))
    .map(({ destination }) => ({ cidr: destination, owner }))
    .filter(({ cidr }) => meets(cidr, owner.workloadSubnet));

/** The blocks of these hosts, by their own states. Hosts without workloads have none. Or why that is not known. */
function blocksOf(run: RunRecord, hosts: readonly RecordedMachine[]): Block[] | string {
  const blocks: Block[] = [];
  for (const owner of hosts.filter(({ workloads }) => workloads.length > 0)) {
    const state = stateOf(run, owner.name);
    if (typeof state === "string") return `the blocks of ${owner.name} are not known: ${state}`;
    const own = ownBlocks(state, owner);
    if (own.length === 0) return `no block of ${owner.name} is known`;
    blocks.push(...own);
  }
  return blocks.length > 0 ? blocks : "no such host has workloads";
}

/** Who learned the way to whose blocks, and what the next hop to an owner must be one of. */
export interface Learned {
  readonly machine: RecordedMachine;
  readonly owners: readonly RecordedMachine[];
  readonly via: (owner: RecordedMachine) => RecordedMachine["interfaces"];
  /** How the packets leave. @default by a device of the underlay */
  readonly leaves?: (route: Route) => boolean;
}

/** `10.244.2.0/26 via 100.84.0.2 dev eth0 proto bird`: exactly one such route to each of the owners' blocks. */
export function learnedRoutes(
  run: RunRecord,
  state: ReadState,
  { machine, owners, via, leaves = (route) => leavesBy(route, state, machine) }: Learned,
): Look {
  const blocks = blocksOf(run, owners);
  if (state.routes.length === 0 || state.links.length === 0)
    return unknown("no route or device was recorded");
  if (typeof blocks === "string") return unknown(blocks);
  const routes = routesOf(state);
  const found = blocks.map(({ cidr, owner }) => {
    const own = routes.filter(({ destination }) => destination === cidr);
    const fits = own.filter((route) => byBird(route) && isVia(route, via(owner)) && leaves(route));
    return {
      shows: own.map(routeText).join(", ") || `none to ${cidr}`,
      fits: own.length === 1 && fits.length === 1,
    };
  });
  return {
    shows: found.map(({ shows }) => shows).join(", "),
    verdict: decide(found.every(({ fits }) => fits)),
  };
}
