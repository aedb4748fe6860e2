import type { ReadState } from "../probes/host-state.ts";
import type { RunRecord } from "../results/run-record.ts";
import { declaredBroken, neighboursAnswer, silenceAcross } from "./broken.ts";
import { bareFacts } from "./captures.ts";
import { type Claim, decide, type Evidence } from "./claim.ts";
import { devicesOf } from "./devices.ts";
import { destination } from "./lines.ts";
import { pingFacts, pingsAcross, pingsOf } from "./pings.ts";
import { type Host, onEveryHost, peersOf, unknown } from "./places.ts";
import { isVia, leadsTo, leavesBy } from "./routes.ts";

/** Kinds of devices that put packets into packets (ip-link(8)). */
const tunnelKinds = ["vxlan", "tun", "ipip", "gre", "sit", "geneve", "wireguard"];

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
        const wrong = neighbours.filter(
          ({ workloadSubnet, interfaces }) =>
            !state.routes.some(
              (line) =>
                destination(line) === workloadSubnet &&
                leavesBy(line, state, host) &&
                isVia(line, interfaces),
            ),
        );
        const own = state.routes.filter((line) =>
          neighbours.some((peer) => destination(line) === peer.workloadSubnet),
        );
        return { shows: own.join(", ") || "no such route", verdict: decide(wrong.length === 0) };
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
    strangersFact(run, "Each host has a route to the hosts behind a router", true, underlayAddress),
    ...(hosts.length === 0 ? [] : pingFacts(hosts, "")),
    strangersFact(run, "No host has a route to these hosts' subnets", false, (host) => host.workloadSubnet),
    silenceAcross(run),
  ].flat();
}

/** What the host's routes say about the hosts behind a router: whether it has one to what `target` names of them. */
function strangersFact(
  run: RunRecord,
  what: string,
  wanted: boolean,
  target: (stranger: Host) => string,
): Evidence {
  return onEveryHost(run, what, "ip route", (state, host) => {
    const targets = peersOf(run, host).strangers.map(target);
    if (targets.length === 0) return unknown("no other host is behind a router");
    const routes = state.routes.filter((line) => targets.some((cidr) => leadsTo(destination(line), cidr)));
    const reached = targets.filter((cidr) => routes.some((line) => leadsTo(destination(line), cidr)));
    return {
      shows: routes.join(", ") || `none to ${targets.join(", ")}`,
      verdict: decide(reached.length === (wanted ? targets.length : 0)),
    };
  });
}

/** Kernels that have such modules keep a device of each in every network namespace, unused: tunl0, gre0. They are down. */
function noTunnels({ links }: ReadState) {
  const devices = devicesOf(links);
  if (devices.length === 0) return unknown("no device was recorded");
  const tunnels = devices.filter(({ kind, up }) => up && kind !== null && tunnelKinds.includes(kind));
  return {
    shows:
      tunnels.map(({ name, kind }) => `${name}, kind ${kind}`).join("; ") ||
      `none of ${tunnelKinds.join(", ")}`,
    verdict: decide(tunnels.length === 0),
  };
}

/** As the network of this one address; empty for a host without one, which no route leads to. */
const underlayAddress = ({ interfaces: [first] }: Host): string => (first ? `${first.address}/32` : "");
