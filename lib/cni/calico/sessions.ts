import {
  addressOf,
  asNumberOf,
  type BGPPeer,
  configurationOf,
  type Node,
  ofKind,
  type Resources,
} from "./resources/resources.ts";
import { parseSelector } from "./resources/selector.ts";

/** One BGP session as one of its ends sees it. */
export interface Session {
  /** BIRD's name of the protocol, as Calico gives it: `Mesh_100_64_4_2`, `Node_…` or `Global_…`. */
  readonly name: string;
  /** Why the session is there. */
  readonly about: string;
  readonly peer: string;
  readonly peerAsNumber: number;
  readonly localAsNumber: number;
  /** True to wait for the peer's connection. */
  readonly passive: boolean;
  /** The cluster ID with which this node reflects routes to and from the peer (RFC 4456); null if it doesn't. */
  readonly reflects: string | null;
  /** True when the resources ask for a password (RFC 2385). */
  readonly secured: boolean;
  /** How often the own AS number may be in an AS path. */
  readonly allowLocalAs: number;
  readonly keepNextHop: boolean;
  /** Names of the BGPFilters that routes go through, in order. */
  readonly filters: readonly string[];
}

/** The sessions of one node, in Calico's order: the mesh, global peers, the node's own peers. */
export function sessionsOf(resources: Resources, node: Node): Session[] {
  return [...meshOf(resources, node), ...peeringsOf(resources, node)];
}

/** Every node with every other, except reflectors, which Calico leaves out even while the mesh is on. */
function meshOf(resources: Resources, node: Node): Session[] {
  const { nodeToNodeMeshEnabled, nodeMeshPassword } = configurationOf(resources);
  if (!nodeToNodeMeshEnabled || isReflector(node)) return [];
  return ofKind(resources, "Node")
    .filter((other) => addressOf(other) !== addressOf(node) && !isReflector(other))
    .map((other) =>
      toNode(resources, node, other, {
        prefix: "Mesh",
        spec: nodeMeshPassword ? { password: nodeMeshPassword } : {},
        why: "Node-to-node mesh",
      }),
    );
}

const isReflector = ({ spec }: Node): boolean => spec.bgp.routeReflectorClusterID !== undefined;

/**
 * As Calico's confd works them out: global peers first, then the nodes' own, then both once more from the other
 * end, so that a BGPPeer between nodes gives both of them a session. The first with an address wins.
 */
function peeringsOf(resources: Resources, node: Node): Session[] {
  const peers = ofKind(resources, "BGPPeer");
  const own = [...peers.filter(isGlobal), ...peers.filter((peer) => !isGlobal(peer))].flatMap((peer) =>
    selectsNode(peer, node) ? ends(resources, peer, node) : [],
  );
  const reverse = peers.flatMap((peer) =>
    isPeer(resources, peer, node)
      ? ofKind(resources, "Node").flatMap((other) =>
          selectsNode(peer, other) ? toNode(resources, node, other, peeringOf(peer, "Node")) : [],
        )
      : [],
  );
  const taken = new Set([addressOf(node)]);
  return [...own, ...reverse].filter(({ peer }) => !taken.has(peer) && taken.add(peer));
}

const isGlobal = ({ spec }: BGPPeer): boolean => spec.node === undefined && spec.nodeSelector === undefined;

/** True for a node that the BGPPeer is for. */
export function selectsNode(peer: BGPPeer, { metadata }: Node): boolean {
  const { node, nodeSelector } = peer.spec;
  if (nodeSelector !== undefined) return parseSelector(nodeSelector)(metadata.labels ?? {});
  return node === undefined || node === metadata.name;
}

/** True when the node is what a BGPPeer tells others to peer with. */
function isPeer(resources: Resources, { spec }: BGPPeer, node: Node): boolean {
  if (spec.peerSelector !== undefined) return parseSelector(spec.peerSelector)(node.metadata.labels ?? {});
  const { asNumber = configurationOf(resources).asNumber } = spec;
  return spec.peerIP === addressOf(node) && asNumber === asNumberOf(resources, node);
}

/** Sessions of a node that a BGPPeer selects. */
function ends(resources: Resources, peer: BGPPeer, node: Node): Session[] {
  const peering = peeringOf(peer, isGlobal(peer) ? "Global" : "Node");
  const { peerSelector, peerIP } = peer.spec;
  const nodes = ofKind(resources, "Node");
  if (peerSelector !== undefined)
    return nodes
      .filter((other) => parseSelector(peerSelector)(other.metadata.labels ?? {}))
      .map((other) => toNode(resources, node, other, peering));
  if (peerIP === undefined) return [];
  const known = nodes.find((other) => isPeer(resources, peer, other));
  if (known) return [toNode(resources, node, known, peering)];
  const { asNumber = configurationOf(resources).asNumber } = peer.spec;
  return [session(resources, node, { address: peerIP, asNumber, clusterId: undefined }, peering)];
}

/** What sessions have of the resource that asks for them. */
interface Peering {
  readonly prefix: "Mesh" | "Global" | "Node";
  readonly spec: BGPPeer["spec"];
  readonly why: string;
}

const peeringOf = ({ metadata, spec }: BGPPeer, prefix: Peering["prefix"]): Peering => ({
  prefix,
  spec,
  why: `BGPPeer ${metadata.name}`,
});

/**
 * To another node. Only one end connects, or two connections at once would undo a graceful restart: the end
 * whose address is the larger *string*, so .9 connects to .10.
 */
function toNode(resources: Resources, node: Node, other: Node, peering: Peering): Session {
  const [address, asNumber] = [addressOf(other), asNumberOf(resources, other)];
  const end = { address, asNumber, clusterId: other.spec.bgp.routeReflectorClusterID };
  return {
    ...session(resources, node, end, peering),
    about: `${peering.why}: ${other.metadata.name}`,
    passive: address > addressOf(node),
  };
}

interface End {
  readonly address: string;
  readonly asNumber: number;
  readonly clusterId: string | undefined;
}

/** A reflector's clients are its peers of the same AS that are not of the same cluster. */
function session(
  resources: Resources,
  node: Node,
  { address, asNumber, clusterId }: End,
  { prefix, spec, why }: Peering,
): Session {
  const localAsNumber = asNumberOf(resources, node);
  const internal = asNumber === localAsNumber;
  const { routeReflectorClusterID: own } = node.spec.bgp;
  return {
    name: `${prefix}_${address.replaceAll(".", "_")}`,
    about: why,
    peer: address,
    peerAsNumber: asNumber,
    localAsNumber,
    passive: false,
    reflects: own !== undefined && internal && clusterId !== own ? own : null,
    secured: spec.password !== undefined,
    allowLocalAs: spec.numAllowedLocalASNumbers ?? 0,
    keepNextHop: spec.keepOriginalNextHop === true && !internal,
    filters: spec.filters ?? [],
  };
}
