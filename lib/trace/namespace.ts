import type { HostState, ReadState, WorkloadState } from "../probes/host-state.ts";
import type { RunRecord } from "../results/run-record.ts";
import { type FdbEntry, fdbOf } from "../tables/fdb.ts";
import { type Neighbour, neighboursOf } from "../tables/neighbours.ts";
import { type Route, routesOf } from "../tables/routes.ts";
import { type Socket, socketsOf } from "../tables/sockets.ts";
import { type Link, parseLinks } from "./links.ts";
import type { Machine } from "./trace.ts";

export type Topology = RunRecord["topology"];
export type TopologyHost = Topology["hosts"][number];

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

/** A machine of the lab with all namespaces in it, or why they are not known. */
export type Site = { readonly host: TopologyHost } & (
  | { readonly status: "read"; readonly own: Namespace; readonly workloads: readonly Namespace[] }
  | { readonly status: "unread"; readonly reason: string }
);

export function siteOf(host: TopologyHost, state: HostState | undefined): Site {
  if (state === undefined)
    return { host, status: "unread", reason: `The run holds no state of ${host.name}.` };
  if (state.status === "failed")
    return { host, status: "unread", reason: `The state of ${host.name} was not read: ${state.reason}` };
  return {
    host,
    status: "read",
    own: machineNamespace(host, state),
    workloads: state.workloads.map((workload) => workloadNamespace(host, workload)),
  };
}

function machineNamespace({ name, kind, interfaces }: TopologyHost, state: ReadState): Namespace {
  const segments = new Map(interfaces.map(({ address, segment }) => [address, segment]));
  return {
    machine: { kind: kind === "router" ? "router" : "host", name },
    routes: routesOf(state),
    links: parseLinks(state.links, segments),
    neighbours: neighboursOf(state),
    fdb: fdbOf(state),
    sockets: socketsOf(state),
    leases: state.leases,
    programs: state.tunnels,
  };
}

function workloadNamespace({ name: host }: TopologyHost, state: WorkloadState): Namespace {
  return {
    machine: { kind: "workload", name: state.name, host },
    routes: routesOf(state),
    links: parseLinks(state.links, new Map()),
    neighbours: neighboursOf(state),
    fdb: [],
    sockets: [],
    leases: [],
    programs: {},
  };
}

/** True when the address is one of the namespace's own, so that its packets go no further. */
export const owns = ({ links }: Namespace, address: string): boolean =>
  links.some(({ addresses }) => addresses.includes(address));

export const linkNamed = ({ links }: Namespace, name: string): Link | null =>
  links.find((link) => link.name === name) ?? null;
