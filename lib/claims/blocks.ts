import type { ReadState } from "../probes/host-state.ts";
import type { RunRecord } from "../results/run-record.ts";
import { decide } from "./claim.ts";
import { destination, wordsOf } from "./lines.ts";
import { type Host, type Look, stateOf, unknown } from "./places.ts";
import { byBird, isVia, leadsTo, leavesBy } from "./routes.ts";

/** Calico's blocks: a host's own ones are in its route table, as `blackhole 10.244.1.0/26 proto bird`. */

/** A block, and the host that has it. */
export interface Block {
  readonly cidr: string;
  readonly owner: Host;
}

export const ownBlocks = ({ routes }: ReadState, owner: Host): Block[] =>
  routes
    .filter((line) => wordsOf(line)[0] === "blackhole" && byBird(line))
    .map((line) => ({ cidr: destination(line), owner }))
    .filter(({ cidr }) => leadsTo(cidr, owner.workloadSubnet));

/** The blocks of these hosts, by their own states. Hosts without workloads have none. Or why that is not known. */
function blocksOf(run: RunRecord, hosts: readonly Host[]): Block[] | string {
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
  readonly machine: Host;
  readonly owners: readonly Host[];
  readonly via: (owner: Host) => Host["interfaces"];
  /** How the packets leave. @default by a device of the underlay */
  readonly leaves?: (line: string) => boolean;
}

/** `10.244.2.0/26 via 100.84.0.2 dev eth0 proto bird`: exactly one such route to each of the owners' blocks. */
export function learnedRoutes(
  run: RunRecord,
  state: ReadState,
  { machine, owners, via, leaves = (line) => leavesBy(line, state, machine) }: Learned,
): Look {
  const blocks = blocksOf(run, owners);
  if (state.routes.length === 0 || state.links.length === 0)
    return unknown("no route or device was recorded");
  if (typeof blocks === "string") return unknown(blocks);
  const routes = blocks.map(({ cidr, owner }) => {
    const lines = state.routes.filter((line) => destination(line) === cidr);
    const fits = lines.filter((line) => byBird(line) && isVia(line, via(owner)) && leaves(line));
    return { shows: lines.join(", ") || `none to ${cidr}`, fits: lines.length === 1 && fits.length === 1 };
  });
  return {
    shows: routes.map(({ shows }) => shows).join(", "),
    verdict: decide(routes.every(({ fits }) => fits)),
  };
}
