import { unknownName } from "../../../model/names.ts";
import { shown } from "../../../model/shown.ts";
import { type Complaint, complaint, title } from "./complaint.ts";
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
export const largestAsNumber = 2 ** 32 - 1;

/** What is wrong with AS numbers and addresses of nodes. */
export function nodeComplaints(resources: Resources): Complaint[] {
  const nodes = ofKind(resources, "Node");
  return [
    ...ofKind(resources, "BGPConfiguration").flatMap((each) =>
      asComplaints(each, "spec.asNumber", each.spec.asNumber),
    ),
    ...nodes.flatMap((node) => asComplaints(node, "spec.bgp.asNumber", node.spec.bgp.asNumber)),
    ...nodes.flatMap((node, index) => {
      const other = nodes.slice(0, index).find((each) => addressOf(each) === addressOf(node));
      return other
        ? complaint(
            node,
            "spec.bgp.ipv4Address",
            `${title(node)} has the address ${addressOf(node)} of ${title(other)}, but it is the router ID by which BGP tells nodes apart. Give one of them another address.`,
          )
        : [];
    }),
  ];
}

/** What is wrong with each BGPPeer by itself. */
export function peerComplaints(resources: Resources): Complaint[] {
  const nodes = ofKind(resources, "Node");
  const known = nodes.map(({ metadata }) => metadata.name);
  return ofKind(resources, "BGPPeer").flatMap((peer) => {
    const { asNumber, node, nodeSelector, peerSelector } = peer.spec;
    return [
      ...asComplaints(peer, "spec.asNumber", asNumber),
      ...missingPeer(peer),
      ...selectorComplaints(peer, "nodeSelector", nodeSelector, nodes),
      ...selectorComplaints(peer, "peerSelector", peerSelector, nodes),
      ...(node !== undefined && !known.includes(node)
        ? [
            complaint(
              peer,
              "spec.node",
              unknownName(`${title(peer)} is for the node "${node}", which does not exist`, node, known),
            ),
          ]
        : []),
      ...missingFilters(peer, resources),
    ];
  });
}

const missingFilters = (peer: BGPPeer, resources: Resources): Complaint[] => {
  const known = ofKind(resources, "BGPFilter").map(({ metadata }) => metadata.name);
  return (peer.spec.filters ?? []).flatMap((name, index) =>
    known.includes(name)
      ? []
      : complaint(
          peer,
          `spec.filters.${index}`,
          unknownName(`${title(peer)} has the filter "${name}", which does not exist`, name, known),
        ),
  );
};

/** Without the mesh, routes travel only where a reflector or a router passes them on. */
export function reflectorComplaints(resources: Resources): Complaint[] {
  if (configurationOf(resources).nodeToNodeMeshEnabled || !speaksBgp(resources)) return [];
  const passedOn =
    ofKind(resources, "Node").some(({ spec }) => spec.bgp.routeReflectorClusterID !== undefined) ||
    ofKind(resources, "BGPPeer").some(({ spec }) => spec.peerIP !== undefined);
  const [configuration] = ofKind(resources, "BGPConfiguration");
  return passedOn || configuration === undefined
    ? []
    : [
        complaint(
          configuration,
          "spec.nodeToNodeMeshEnabled",
          "The node-to-node mesh is off, but no node is a route reflector and no BGPPeer names a router, so no node would learn another's routes. Name a host as reflector, or turn the mesh on.",
        ),
      ];
}

function asComplaints(resource: Resource, field: string, asNumber: number | undefined): Complaint[] {
  if (asNumber === undefined) return [];
  return Number.isInteger(asNumber) && 1 <= asNumber && asNumber <= largestAsNumber
    ? []
    : [
        complaint(
          resource,
          field,
          `${title(resource)} has the AS number ${shown(asNumber)}, which is out of range. Use a whole number from 1 to ${largestAsNumber}, e.g. 64512, the first for private use.`,
        ),
      ];
}

function missingPeer(peer: BGPPeer): Complaint[] {
  const { peerSelector, peerIP, node, nodeSelector } = peer.spec;
  const said = (field: string, message: string) => [complaint(peer, field, `${title(peer)} ${message}`)];
  if (peerSelector === undefined && peerIP === undefined)
    return said("spec", "has no peer. Give it a peerSelector, or a peerIP with its asNumber.");
  if (peerSelector !== undefined && peerIP !== undefined)
    return said("spec.peerIP", "has both a peerSelector and a peerIP. Keep one of the two.");
  if (node !== undefined && nodeSelector !== undefined)
    return said("spec.nodeSelector", "has both a node and a nodeSelector. Keep one of the two.");
  return [];
}

function selectorComplaints(
  resource: Resource,
  field: string,
  text: string | undefined,
  nodes: readonly Node[],
): Complaint[] {
  if (text === undefined) return [];
  const said = (message: string) => [
    complaint(resource, `spec.${field}`, `${field} ${JSON.stringify(text)} of ${title(resource)} ${message}`),
  ];
  try {
    const selector = parseSelector(text);
    return nodes.some(({ metadata }) => selector(metadata.labels ?? {}))
      ? []
      : said("matches no node, so it has no effect. Give a node such labels, or change the selector.");
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    return said(
      `cannot be read: ${error.message}. Selectors look like has(route-reflector), rack == "a" or !(zone in {"x", "y"}).`,
    );
  }
}
