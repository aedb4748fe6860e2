import { plural } from "../figures/format.ts";
import { hasAddress } from "../model/cidr.ts";
import { areNeighbours } from "../model/routing.ts";
import { isEstablished } from "../probes/bgp-session.ts";
import type { ReadState } from "../probes/host-state.ts";
import type { RecordedMachine, RunRecord } from "../results/run-record.ts";
import { type Claim, decide, type Evidence } from "./claim.ts";
import { answersAcross, bareAcross } from "./facts/across.ts";
import {
  configurationOf,
  isWith,
  sessionsIn,
  sessionsWith,
  showConfiguration,
  showSessions,
} from "./facts/bgp.ts";
import { hostsOf, type Look, onEveryHost, onEveryRouter, routersOf, unknown } from "./facts/machines.ts";
import { pingsAcross } from "./facts/pings.ts";

/** TTL of what came by a host, a router and a host, each of which took 1 off the 64 that Linux begins with. */
const ttlAcross = 64 - 3;

export const gatewayDynamic: Claim = {
  id: "gateway-dynamic",
  sentence:
    "Without IPIP, hosts of several layer 3 networks can have BGP sessions with their gateway. Its dynamic neighbours accept every host of a network, whose addresses nobody has to configure one by one.",
  checks: [{ lab: "lab-calico-gateway", facts }],
};

function facts(run: RunRecord): Evidence[] {
  const own = (machine: RecordedMachine) => hostsOf(run).filter((host) => areNeighbours(host, machine));
  return [
    onEveryRouter(
      run,
      "The router accepts every host of its networks as a neighbour, and names none",
      showConfiguration,
      (state, router) => anyNeighbour(state, own(router), hostsOf(run)),
    ),
    onEveryRouter(
      run,
      "The router has one dynamic session for each host of its networks, Established",
      showSessions,
      (state, router) => dynamicSessions(state, own(router)),
    ),
    onEveryHost(
      run,
      "The host has a session with its gateway, and with nobody else",
      showSessions,
      (state, host) =>
        sessionsWith(
          state,
          routersOf(run).filter((router) => areNeighbours(router, host)),
        ),
    ),
    ...bareAcross(run),
    ...answersAcross(run),
    ...routerOnTheWay(run),
  ];
}

/** `neighbor range 100.64.4.0/26 as 64512; dynamic name "node";` */
function anyNeighbour(
  state: ReadState,
  own: readonly RecordedMachine[],
  hosts: readonly RecordedMachine[],
): Look {
  const text = configurationOf(state);
  if (text === null) return unknown("it has no configuration of BIRD");
  if (own.length === 0) return unknown("no host is on its networks");
  const ranges = [...text.matchAll(/neighbor range (\S+)/g)].map(([, range = ""]) => range);
  const named = [...text.matchAll(/neighbor (\d[\d.]+)/g)].map(([, address = ""]) => address);
  const prefix = dynamicName(text);
  const left = own.filter(({ interfaces }) => !interfaces.some(({ address }) => accepts(ranges, address)));
  const fixed = hosts.filter(({ interfaces }) => interfaces.some(({ address }) => named.includes(address)));
  return {
    shows: [
      ...ranges.map((range) => `neighbor range ${range}`),
      prefix === null ? "no dynamic name" : `dynamic name "${prefix}"`,
      ...left.map(({ name }) => `${name} is in no range`),
      ...fixed.map(({ name }) => `${name} is named`),
    ].join(", "),
    verdict: decide(prefix !== null && left.length === 0 && fixed.length === 0),
  };
}

const dynamicName = (text: string): string | null => /dynamic name "([^"]+)"/.exec(text)?.[1] ?? null;

const accepts = (ranges: readonly string[], address: string): boolean =>
  ranges.some((range) => hasAddress(range, address));

/** BIRD calls them as it was told, with a number behind: `node1`. */
function dynamicSessions(state: ReadState, own: readonly RecordedMachine[]): Look {
  const [text, sessions] = [configurationOf(state), sessionsIn(state)];
  if (text === null) return unknown("it has no configuration of BIRD");
  if (typeof sessions === "string") return unknown(sessions);
  if (own.length === 0) return unknown("no host is on its networks");
  const prefix = dynamicName(text);
  const dynamic = sessions.filter(
    ({ protocol }) =>
      prefix !== null && protocol.startsWith(prefix) && /^\d+$/.test(protocol.slice(prefix.length)),
  );
  const up = dynamic.filter(isEstablished);
  const oneEach = own.every((host) => up.filter((session) => isWith(session, host)).length === 1);
  return {
    shows: `${plural(up.length, "session")} Established for ${plural(own.length, "host")}: ${up.map(({ protocol }) => protocol).join(", ") || "none"}`,
    verdict: decide(oneEach && dynamic.length === own.length),
  };
}

/** What told the TTL was the packets themselves: hosts alone would have left 62. */
function routerOnTheWay(run: RunRecord): Evidence[] {
  const what = `Replies from across have a TTL of ${ttlAcross}: they came by a host, the router and a host`;
  const pings = pingsAcross(run, "workload", "replies");
  if (pings.length === 0) return [{ what, ...unknown("the run has no such ping"), command: null }];
  return pings.map(({ samples, command, from, to }) => {
    const ttls = [...new Set(samples.map(({ ttl }) => ttl))];
    if (ttls.length === 0) return { what, ...unknown(`no reply of ${to} to ${from} was recorded`), command };
    return {
      what,
      shows: `TTL ${ttls.join(", ")} in ${samples.length === 1 ? "1 reply" : `${samples.length} replies`} of ${to} to ${from}`,
      verdict: decide(ttls.every((ttl) => ttl === ttlAcross)),
      command,
    };
  });
}
