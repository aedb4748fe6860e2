import type { ReadState } from "../probes/host-state.ts";
import type { RunRecord } from "../results/run-record.ts";
import { linksOf } from "../tables/links.ts";
import { isWay, lookUp, routesOf, routeText } from "../tables/routes.ts";
import { tunnelKinds } from "../trace/devices/devices.ts";
import { type Claim, decide, type Evidence } from "./claim.ts";
import { declaredBroken, neighboursAnswer, silenceAcross } from "./facts/broken.ts";
import { bareFacts } from "./facts/captures.ts";
import { onEveryHost, peersOf, unknown } from "./facts/machines.ts";
import { pingFacts, pingsAcross, pingsOf } from "./facts/pings.ts";
import { isVia, leadsTo, leavesBy } from "./facts/routes.ts";

export const hostGw: Claim = {
  id: "host-gw",
  sentence:
    "Flannel host-gw sets the next hop of each flannel subnet, in the host's route table, to the address of the host that has the subnet. So the hosts must be connected at layer 2.",
  checks: [
    { lab: "lab-host-gw", facts: asNeighbours },
    { lab: "lab-host-gw-routed", facts: acrossRouter },
  ],
};

function asNeighbours(run: RunRecord): Evidence[] {
  return [
    onEveryHost(
      run,
      "The next hop of each remote subnet is the host that has it",
      "ip route",
      (state, host) => {
        const { neighbours } = peersOf(run, host);
        if (neighbours.length === 0) return unknown("no other host is on its segments");
        const routes = routesOf(state);
        const wrong = neighbours.filter(
          ({ workloadSubnet, interfaces }) =>
            !routes.some(
              (route) =>
                route.destination === workloadSubnet &&
                leavesBy(route, state, host) &&
                isVia(route, interfaces),
            ),
        );
        const own = routes.filter(({ destination }) =>
          neighbours.some((peer) => destination === peer.workloadSubnet),
        );
        return {
          shows: own.map(routeText).join(", ") || "no such route",
          verdict: decide(wrong.length === 0),
        };
      },
    ),
    onEveryHost(run, "No tunnel device is up", "ip -details link", noTunnels),
    ...bareFacts(run),
    ...pingFacts(
      pingsOf(run, { from: "workload", to: "workload" }, "replies"),
      "A workload answers another, every time",
    ),
  ];
}

function acrossRouter(run: RunRecord): Evidence[] {
  const hosts = pingsAcross(run, "host", "replies");
  return [
    declaredBroken(run),
    // What else could keep workloads apart: the mode as a whole, and the network below it.
    neighboursAnswer(run),
    reachesRemote(run),
    ...(hosts.length === 0 ? [] : pingFacts(hosts, "")),
    knowsNoRemoteSubnet(run),
    silenceAcross(run),
  ].flat();
}

const noneRemote = "no other host is behind a router";

/** A route that drops packets is none, and it hides a shorter one. */
const reachesRemote = (run: RunRecord): Evidence =>
  onEveryHost(run, "Each host has a route to the hosts behind a router", "ip route", (state, host) => {
    const addresses = peersOf(run, host).remote.map(({ interfaces: [first] }) => first?.address ?? "");
    if (addresses.length === 0) return unknown(noneRemote);
    const chosen = addresses.map((address) => lookUp(routesOf(state), address));
    const ways = chosen.flatMap((route) => (route !== null && isWay(route) ? routeText(route) : []));
    return {
      shows:
        [...new Set(ways)].join(", ") || `none to ${addresses.map((address) => `${address}/32`).join(", ")}`,
      verdict: decide(ways.length === addresses.length),
    };
  });

const knowsNoRemoteSubnet = (run: RunRecord): Evidence =>
  onEveryHost(run, "No host has a route to these hosts' subnets", "ip route", (state, host) => {
    const subnets = peersOf(run, host).remote.map(({ workloadSubnet }) => workloadSubnet);
    if (subnets.length === 0) return unknown(noneRemote);
    const ways = routesOf(state).filter((route) => subnets.some((subnet) => leadsTo(route, subnet)));
    return {
      shows: ways.map(routeText).join(", ") || `none to ${subnets.join(", ")}`,
      verdict: decide(ways.length === 0),
    };
  });

/** Kernels that have such modules keep a device of each in every network namespace, unused: tunl0, gre0. They are down. */
function noTunnels(state: ReadState) {
  const devices = linksOf(state);
  if (devices.length === 0) return unknown("no device was recorded");
  const tunnels = devices.filter(({ kind, up }) => up && kind !== null && tunnelKinds.includes(kind));
  return {
    shows:
      tunnels.map(({ name, kind }) => `${name}, kind ${kind}`).join("; ") ||
      `none of ${tunnelKinds.join(", ")}`,
    verdict: decide(tunnels.length === 0),
  };
}
