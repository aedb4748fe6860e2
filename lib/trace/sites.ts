import type { HostState, LinkState, ReadState, WorkloadState } from "../probes/host-state.ts";
import type { RecordedMachine, Topology } from "../results/run-record.ts";
import { fdbOf } from "../tables/fdb.ts";
import { linksOf } from "../tables/links.ts";
import { neighboursOf } from "../tables/neighbours.ts";
import { routesOf } from "../tables/routes.ts";
import { socketsOf } from "../tables/sockets.ts";
import { stateAmong } from "../tables/states.ts";
import { typeOf } from "./devices/devices.ts";
import type { Link, Namespace } from "./namespace.ts";
import type { Network, Site } from "./network.ts";

/** The lab as its machines' states have it. */
export const networkOf = ({ segments, hosts }: Topology, states: readonly HostState[]): Network => ({
  segments,
  sites: hosts.map((host) => siteOf(host, stateAmong(states, host.name))),
});

function siteOf(host: RecordedMachine, state: HostState | undefined): Site {
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

function machineNamespace({ name, kind, interfaces }: RecordedMachine, state: ReadState): Namespace {
  const segments = new Map(interfaces.map(({ address, segment }) => [address, segment]));
  return {
    machine: { kind: kind === "router" ? "router" : "host", name },
    routes: routesOf(state),
    links: linksIn(state, segments),
    neighbours: neighboursOf(state),
    fdb: fdbOf(state),
    sockets: socketsOf(state),
    leases: state.leases,
    programs: state.tunnels,
  };
}

const workloadNamespace = ({ name: host }: RecordedMachine, state: WorkloadState): Namespace => ({
  machine: { kind: "workload", name: state.name, host },
  routes: routesOf(state),
  links: linksIn(state, new Map()),
  neighbours: neighboursOf(state),
  fdb: [],
  sockets: [],
  leases: [],
  programs: {},
});

/** `segments` tells which of the machine's addresses are on the underlay: address -> segment. */
export const linksIn = (
  state: { readonly links: readonly LinkState[] },
  segments: ReadonlyMap<string, string>,
): Link[] =>
  linksOf(state).map((link) => {
    const segment = link.addresses.map((address) => segments.get(address)).find((found) => found) ?? null;
    return { ...link, segment, type: typeOf(link.kind, segment) };
  });
