import type { ReadState } from "../probes/host-state.ts";
import type { RunRecord } from "../results/run-record.ts";
import { linksOf } from "../tables/links.ts";
import type { Route } from "../tables/routes.ts";
import { type Claim, decide, type Evidence } from "./claim.ts";
import {
  answersAcross,
  capturesAcross,
  hostsAnswerAcross,
  routerKnowsNoWorkload,
  seenOnBothSides,
} from "./facts/across.ts";
import { learnedRoutes } from "./facts/blocks.ts";
import { declaredBroken, neighboursAnswer, silenceAcross } from "./facts/broken.ts";
import { captureFacts, joinsSubnets, type Layers } from "./facts/captures.ts";
import { hostsOf, onEveryHost, othersOf, unknown } from "./facts/machines.ts";
import { everyHop } from "./facts/routes.ts";

const device = "tunl0";

export const ipip: Claim = {
  id: "ipip",
  sentence:
    "Calico requires hosts that are connected at layer 2. To join containers of hosts on different layer 3 networks, IPIP must be on: the tunnel device tunl0 takes the IP packet, and the kernel puts it into an IP packet between hosts.",
  checks: [
    { lab: "lab-calico-ipip", facts: tunnelled },
    { lab: "lab-calico-routed-broken", facts: withoutTunnel },
  ],
};

function tunnelled(run: RunRecord): Evidence[] {
  return [
    onEveryHost(
      run,
      `${device} is an IPIP tunnel device, and up`,
      `ip -details link show ${device}`,
      isTunnel,
    ),
    onEveryHost(
      run,
      `BIRD learned the route to each remote block: through ${device}, and the next hop is the host that has the block`,
      "ip route",
      (state, machine) =>
        learnedRoutes(run, state, {
          machine,
          owners: othersOf(run, machine),
          via: ({ interfaces }) => interfaces,
          leaves: entersTunnel,
        }),
    ),
    routerKnowsNoWorkload(run),
    seenOnBothSides(run),
    ...captureFacts(
      run,
      {
        what: "On the wire, an IP packet between hosts carries the workload's IP packet (IP protocol 4)",
        layers: ["eth", "ip", "ip"],
        fits: (layers) => joinsHosts(run, layers[1]) && joinsSubnets(run, layers[2]),
      },
      capturesAcross(run),
    ),
    ...answersAcross(run),
  ];
}

function isTunnel(state: ReadState) {
  const devices = linksOf(state);
  if (devices.length === 0) return unknown("no device was recorded");
  const tunnel = devices.find(({ name }) => name === device);
  return {
    shows: tunnel ? `kind ${tunnel.kind ?? "unknown"}, ${tunnel.up ? "up" : "down"}` : "no such device",
    verdict: decide(tunnel?.kind === "ipip" && tunnel.up),
  };
}

/** `10.244.3.0/26 via 100.104.0.65 dev tunl0 proto bird onlink` */
const entersTunnel = (route: Route): boolean =>
  everyHop(route, (nextHop) => nextHop.device === device && nextHop.onlink);

/** An IP header between two hosts' own addresses. */
function joinsHosts(run: RunRecord, header: Layers[number] | undefined): boolean {
  const addresses = hostsOf(run).flatMap(({ interfaces }) => interfaces.map(({ address }) => address));
  const inside = (address = "") => addresses.includes(address);
  return inside(header?.fields["ip.src"]) && inside(header?.fields["ip.dst"]);
}

/**
 * The same networks without IPIP, and a router that is told nothing. The other facts rule out that pings fail for another
 * reason.
 */
function withoutTunnel(run: RunRecord): Evidence[] {
  return [
    declaredBroken(run),
    onEveryHost(run, "No IPIP tunnel device is up", "ip -details link", noTunnel),
    ...neighboursAnswer(run),
    ...hostsAnswerAcross(run),
    routerKnowsNoWorkload(run),
    ...silenceAcross(run),
  ];
}

function noTunnel(state: ReadState) {
  const devices = linksOf(state);
  if (devices.length === 0) return unknown("no device was recorded");
  const tunnels = devices.filter(({ kind, up }) => kind === "ipip" && up);
  return {
    shows: tunnels.map(({ name }) => name).join(", ") || "none",
    verdict: decide(tunnels.length === 0),
  };
}
