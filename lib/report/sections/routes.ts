import { contains } from "../../model/cidr.ts";
import type { HostState, ReadState } from "../../probes/host-state.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { isNextHop, parseRoute } from "../../tables/routes.ts";
import { statesOf } from "../../tables/states.ts";
import { type Html, html } from "../html.ts";
import { folded, listing, type Section, section } from "../section.ts";
import { leaseTable, linkTable, sessionTable } from "./host-tables.ts";

export const routes: Section = (run) => {
  const snapshots = run.probes
    .map((probe) => ({ name: probe.name, states: statesOf({ probes: [probe] }) }))
    .filter(({ states }) => states.length > 0);
  if (snapshots.length === 0) return null;
  const hosts = snapshots.flatMap(({ name, states }) =>
    states.map((state) => ({
      state,
      // Several snapshots tell of different moments.
      title: snapshots.length > 1 ? `${name}: ${state.host}` : state.host,
    })),
  );
  return section(
    "routes",
    "Routes",
    html`<code>ip route</code> of every host. <mark>Marked</mark>: the way to another host's workloads.`,
    html`${hosts.map(({ state, title }) => hostRoutes(title, state, remoteAddresses(run, state.host)))}`,
  );
};

const remoteAddresses = ({ topology }: RunRecord, host: string): string[] =>
  topology.hosts
    .filter(({ name }) => name !== host)
    .flatMap(({ workloads }) => workloads.map(({ address }) => address));

function hostRoutes(title: string, state: HostState, remote: readonly string[]): Html {
  if (state.status === "failed")
    return html`<h3>${title}</h3><p class="note" role="note">✗ Not read: ${state.reason}</p>`;
  const marks = marksOf(state.routes, remote);
  const lines = state.routes.map((line, index) =>
    marks[index] ? html`<mark>${line}</mark>\n` : html`${line}\n`,
  );
  return html`<h3>${title}</h3>
${listing(`Routes of ${title}`, html`${lines}`)}
${folded("Links and MTU, forwarding database, neighbours, leases, BGP sessions", details(title, state))}`;
}

/** Which lines lead to one of the addresses: a route's own, and those of its next hops. */
function marksOf(lines: readonly string[], addresses: readonly string[]): boolean[] {
  const marks: boolean[] = [];
  for (const line of lines) marks.push(isNextHop(line) ? (marks.at(-1) ?? false) : leadsTo(line, addresses));
  return marks;
}

/** True for a route to a destination of its own. The default route leads to every address, so it is not marked for any. */
function leadsTo(line: string, addresses: readonly string[]): boolean {
  const route = parseRoute(line);
  if (route === null || route.kind !== "unicast" || route.destination.endsWith("/0")) return false;
  return addresses.some((address) => contains(route.destination, address));
}

function details(title: string, state: ReadState): Html {
  const { fdb, neighbours, leases, subnetEnv, bgp } = state;
  const lines = (text: readonly string[]) => (text.length > 0 ? text.join("\n") : "none");
  return html`<h4>Links</h4>
${linkTable(title, state)}
<h4>Forwarding database (<code>bridge fdb</code>)</h4>
${listing(`Forwarding database of ${title}`, lines(fdb))}
<h4>Neighbours (<code>ip neighbour</code>)</h4>
${listing(`Neighbours of ${title}`, lines(neighbours))}
${leases === null && html`<h4>Leases</h4><p class="note" role="note">✗ The lab's datastore did not answer.</p>`}
${leases !== null && leases.length > 0 && html`<h4>Leases</h4>${leaseTable(leases)}`}
${bgp === null && html`<h4>BGP sessions</h4><p class="note" role="note">✗ BIRD did not answer.</p>`}
${bgp !== null && bgp.length > 0 && html`<h4>BGP sessions</h4>${sessionTable(title, bgp)}`}
${
  subnetEnv !== null &&
  html`<h4>subnet.env</h4>
${listing(
  `subnet.env of ${title}`,
  Object.entries(subnetEnv)
    .map(([name, value]) => `${name}=${value}`)
    .join("\n"),
)}`
}`;
}
