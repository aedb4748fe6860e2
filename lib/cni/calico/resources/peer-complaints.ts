import { shown } from "../../../model/shown.ts";
import {
  addressOf,
  type BGPPeer,
  configurationOf,
  type Node,
  ofKind,
  type Resource,
  type Resources,
  speaksBgp,
} from "./resources.ts";
import { parseSelector, SelectorError } from "./selector.ts";

/** AS numbers have four bytes (RFC 6793); 0 is reserved (RFC 7607). */
const largestAsNumber = 2 ** 32 - 1;

/** What is wrong with AS numbers and addresses of nodes. */
export function nodeComplaints(resources: Resources): string[] {
  const nodes = ofKind(resources, "Node");
  return [
    ...ofKind(resources, "BGPConfiguration").flatMap((each) => asComplaints(each, each.spec.asNumber)),
    ...nodes.flatMap((node) => asComplaints(node, node.spec.bgp.asNumber)),
    ...nodes.flatMap((node, index) => {
      const other = nodes.slice(0, index).find((each) => addressOf(each) === addressOf(node));
      return other
        ? `${title(node)} has the address ${addressOf(node)} of ${title(other)}, but it is the router ID by which BGP tells nodes apart. Give one of them another address.`
        : [];
    }),
  ];
}

/** What is wrong with each BGPPeer by itself. */
export function peerComplaints(resources: Resources): string[] {
  const nodes = ofKind(resources, "Node");
  return ofKind(resources, "BGPPeer").flatMap((peer) => {
    const { asNumber, node, nodeSelector, peerSelector } = peer.spec;
    return [
      ...asComplaints(peer, asNumber),
      ...missingPeer(peer),
      ...selectorComplaints(peer, "nodeSelector", nodeSelector, nodes),
      ...selectorComplaints(peer, "peerSelector", peerSelector, nodes),
      ...(node !== undefined && !nodes.some(({ metadata }) => metadata.name === node)
        ? [`${title(peer)} is for the node "${node}", which does not exist. Known: ${names(nodes)}.`]
        : []),
    ];
  });
}

/** Without the mesh, routes travel only where a reflector or a router passes them on. */
export function reflectorComplaints(resources: Resources): string[] {
  if (configurationOf(resources).nodeToNodeMeshEnabled || !speaksBgp(resources)) return [];
  const passedOn =
    ofKind(resources, "Node").some(({ spec }) => spec.bgp.routeReflectorClusterID !== undefined) ||
    ofKind(resources, "BGPPeer").some(({ spec }) => spec.peerIP !== undefined);
  return passedOn
    ? []
    : [
        "The node-to-node mesh is off, but no node is a route reflector and no BGPPeer names a router, so no node would learn another's routes. Name a host as reflector, or turn the mesh on.",
      ];
}

function asComplaints(resource: Resource, asNumber: number | undefined): string[] {
  if (asNumber === undefined) return [];
  return Number.isInteger(asNumber) && 1 <= asNumber && asNumber <= largestAsNumber
    ? []
    : [
        `${title(resource)} has the AS number ${shown(asNumber)}, which is out of range. Use a whole number from 1 to ${largestAsNumber}, e.g. 64512, the first for private use.`,
      ];
}

function missingPeer(peer: BGPPeer): string[] {
  const { peerSelector, peerIP, node, nodeSelector } = peer.spec;
  if (peerSelector === undefined && peerIP === undefined)
    return [`${title(peer)} has no peer. Give it a peerSelector, or a peerIP with its asNumber.`];
  if (peerSelector !== undefined && peerIP !== undefined)
    return [`${title(peer)} has both a peerSelector and a peerIP. Keep one of the two.`];
  if (node !== undefined && nodeSelector !== undefined)
    return [`${title(peer)} has both a node and a nodeSelector. Keep one of the two.`];
  return [];
}

function selectorComplaints(
  resource: Resource,
  field: string,
  text: string | undefined,
  nodes: readonly Node[],
): string[] {
  if (text === undefined) return [];
  const what = `${field} ${JSON.stringify(text)} of ${title(resource)}`;
  try {
    const selector = parseSelector(text);
    return nodes.some(({ metadata }) => selector(metadata.labels ?? {}))
      ? []
      : [`${what} matches no node, so it has no effect. Give a node such labels, or change the selector.`];
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    return [
      `${what} cannot be read: ${error.message}. Selectors look like has(route-reflector), rack == "a" or !(zone in {"x", "y"}).`,
    ];
  }
}

const title = ({ kind, metadata }: Resource): string => `${kind} "${metadata.name}"`;
const names = (nodes: readonly Node[]): string =>
  nodes.map(({ metadata }) => metadata.name).join(", ") || "none";
