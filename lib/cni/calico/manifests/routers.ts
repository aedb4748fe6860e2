import { isOn, routerAddresses } from "../gateway.ts";
import type { CalicoHost, CalicoUnderlay, Gateway } from "../mode.ts";
import { acceptingProtocols } from "../modes/gateway-dynamic.ts";
import { listeningProtocols } from "../modes/gateway-rr.ts";
import { type Complaint, complaint, title } from "../resources/complaint.ts";
import {
  asNumberOf,
  type BGPPeer,
  configurationOf,
  type Node,
  ofKind,
  poolsInUse,
  type Resources,
} from "../resources/resources.ts";
import { isSelector } from "../resources/selector.ts";
import { selectsNode } from "../sessions.ts";

/** A BGPPeer whose peer is a router of the lab, with a node that it is for. */
interface Peering {
  readonly peer: BGPPeer;
  readonly node: Node;
  readonly host: CalicoHost;
  readonly gateway: Gateway;
}

function peeringsOf(resources: Resources, { hosts, gateways }: CalicoUnderlay): Peering[] {
  return ofKind(resources, "BGPPeer").flatMap((peer) => {
    const { peerIP, nodeSelector = "all()" } = peer.spec;
    const gateway = gateways.find(({ address }) => address === peerIP);
    if (!gateway || !isSelector(nodeSelector)) return [];
    return ofKind(resources, "Node").flatMap((node) => {
      const host = hosts.find(({ name }) => name === node.metadata.name);
      return host && selectsNode(peer, node) ? [{ peer, node, host, gateway }] : [];
    });
  });
}

const isReflector = ({ node }: Peering): boolean => node.spec.bgp.routeReflectorClusterID !== undefined;
const peerAs = (resources: Resources, { spec }: BGPPeer): number =>
  spec.asNumber ?? configurationOf(resources).asNumber;

/**
 * The routers' ends of these sessions. Routers that only reflectors peer with listen to them; others accept every host of their
 * segments, and tell hosts and each other what they learn.
 */
export function routerProtocols(
  router: string,
  resources: Resources,
  underlay: CalicoUnderlay,
  password: string | undefined,
): string {
  const peerings = peeringsOf(resources, underlay);
  const [first] = peerings;
  const [pool] = poolsInUse(resources);
  if (!first || !pool) return "";
  const options = {
    pool: pool.spec.cidr,
    blockSize: pool.spec.blockSize,
    asNumber: configurationOf(resources).asNumber,
    ...(password !== undefined && first.peer.spec.password ? { password } : {}),
  };
  if (peerings.every(isReflector)) {
    const reflectors = [...new Set(peerings.map(({ node }) => node.metadata.name))];
    return listeningProtocols(router, underlay, { ...options, reflectors });
  }
  const gatewayAsNumber = peerAs(resources, first.peer);
  return acceptingProtocols(router, underlay.gateways, { ...options, gatewayAsNumber });
}

/** What routers cannot do of what BGPPeers ask. */
export function routerComplaints(resources: Resources, underlay: CalicoUnderlay): Complaint[] {
  const peerings = peeringsOf(resources, underlay);
  const [first] = peerings;
  if (!first) return [];
  const listening = peerings.every(isReflector);
  const found = peerings.flatMap((peering) => [
    ...ofPassword(peering, first),
    ...(listening ? ofListening(resources, peering, underlay) : ofAccepting(resources, peering, first)),
  ]);
  // One of each: a BGPPeer may be for many nodes.
  return [...new Map(found.map((each) => [each.message, each])).values()];
}

function ofPassword({ peer }: Peering, { peer: first }: Peering): Complaint[] {
  if ((peer.spec.password === undefined) === (first.spec.password === undefined)) return [];
  const [has, lacks] = peer.spec.password === undefined ? [first, peer] : [peer, first];
  return [
    complaint(
      peer,
      "spec",
      `${title(has)} has a password and ${title(lacks)} has none; the lab's routers ask all for it, or nobody. Give both one.`,
    ),
  ];
}

function ofListening(
  resources: Resources,
  { peer, node, gateway }: Peering,
  underlay: CalicoUnderlay,
): Complaint[] {
  const known = routerAddresses(underlay.gateways).find(({ router }) => router === gateway.router);
  return [
    ...(known && known.address !== gateway.address
      ? [
          complaint(
            peer,
            "spec.peerIP",
            `${title(peer)} has the address ${gateway.address} of ${gateway.router}, which reflectors know by its first one. Use ${known.address}.`,
          ),
        ]
      : []),
    ...(peerAs(resources, peer) !== asNumberOf(resources, node)
      ? [
          complaint(
            peer,
            "spec.asNumber",
            `${title(peer)} has the AS number ${peerAs(resources, peer)}, but a router that reflectors feed is in theirs. Use ${asNumberOf(resources, node)}, or leave it out.`,
          ),
        ]
      : []),
  ];
}

function ofAccepting(
  resources: Resources,
  { peer, node, host, gateway }: Peering,
  first: Peering,
): Complaint[] {
  const { asNumber } = configurationOf(resources);
  const [own, expected] = [peerAs(resources, peer), peerAs(resources, first.peer)];
  return [
    ...(isOn(host, gateway)
      ? []
      : [
          complaint(
            peer,
            "spec.peerIP",
            `${title(peer)} has ${host.name} peer with ${gateway.router} at ${gateway.address}, but routers accept hosts of their own segments, and ${host.name} has ${host.address}/${host.prefixLength}. Select the nodes of that segment alone, e.g. by a label, and make a BGPPeer for each segment.`,
          ),
        ]),
    ...(own === expected
      ? []
      : [
          complaint(
            peer,
            "spec.asNumber",
            `${title(peer)} has the AS number ${own}, and ${title(first.peer)} has ${expected}; the lab's routers have one. Use the same.`,
          ),
        ]),
    ...(asNumberOf(resources, node) === asNumber
      ? []
      : [
          complaint(
            node,
            "spec.bgp.asNumber",
            `${title(node)} has an AS number of its own, but its router accepts hosts of one AS, ${asNumber}. Remove it.`,
          ),
        ]),
  ];
}
