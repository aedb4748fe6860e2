import type { ReadState } from "../probes/host-state.ts";
import type { FdbEntry } from "../tables/fdb.ts";
import type { Link as RecordedLink } from "../tables/links.ts";
import type { Neighbour } from "../tables/neighbours.ts";
import type { Route } from "../tables/routes.ts";
import type { Socket } from "../tables/sockets.ts";
import type { Machine } from "./trace.ts";

/** A network namespace: a machine's own, or that of a workload in it. Its tables decide what happens to packets. */
export interface Namespace {
  readonly machine: Machine;
  readonly routes: readonly Route[];
  readonly links: readonly Link[];
  readonly neighbours: readonly Neighbour[];
  readonly fdb: readonly FdbEntry[];
  readonly sockets: readonly Socket[];
  /** Which host has which workload subnet, as the mode's datastore says; null where it did not answer. */
  readonly leases: ReadState["leases"];
  /** TUN device -> the program that holds its other end. */
  readonly programs: Readonly<Record<string, string>>;
}

/** A device of the namespace, and what it is to packets. */
export interface Link extends RecordedLink {
  /** The segment of the underlay that one of its addresses is on. */
  readonly segment: string | null;
  /** Which of the kinds in devices/devices.ts it is. */
  readonly type: string;
}

/** True when the address is one of the namespace's own, so that its packets go no further. */
export const owns = ({ links }: Namespace, address: string): boolean =>
  links.some(({ addresses }) => addresses.includes(address));

/** The device that takes what any of these would take: the kernel passes over those that are down. */
export const firstUp = (links: readonly Link[]): Link | undefined => links.find(({ up }) => up) ?? links[0];

export const linkNamed = ({ links }: Namespace, name: string): Link | null =>
  links.find((link) => link.name === name) ?? null;
