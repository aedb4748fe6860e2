import type { CalicoUnderlay } from "../mode.ts";
import { type Complaint, complaint, title } from "../resources/complaint.ts";
import {
  addressOf,
  asNumberOf,
  ofKind,
  type Resource,
  type Resources,
  speaksBgp,
} from "../resources/resources.ts";
import { inUseComplaints } from "./in-use-complaints.ts";
import { passwordComplaints } from "./password-complaints.ts";
import { plannedComplaints } from "./planned-complaints.ts";
import type { Declared } from "./read.ts";
import { routerComplaints } from "./routers.ts";

/** What is wrong with manifests in the lab that they are for, beyond what is wrong with resources anywhere. */
export const labComplaints = (
  declared: readonly Declared[],
  resources: Resources,
  underlay: CalicoUnderlay,
  password: string | undefined,
): Complaint[] => [
  ...plannedComplaints(declared, resources, underlay),
  ...inUseComplaints(resources),
  ...ofPeers(resources, underlay),
  ...(speaksBgp(resources) ? [] : withoutBgp(declared)),
  ...passwordComplaints(resources, password),
  ...routerComplaints(resources, underlay),
];

function ofPeers(resources: Resources, { gateways }: CalicoUnderlay): Complaint[] {
  const nodes = ofKind(resources, "Node");
  const known = [
    ...nodes.map((node) => `${node.metadata.name} ${addressOf(node)}`),
    ...gateways.map(({ router, address }) => `${router} ${address}`),
  ];
  return ofKind(resources, "BGPPeer").flatMap((peer) => {
    const { peerIP, peerSelector, asNumber } = peer.spec;
    if (peerSelector !== undefined && asNumber !== undefined)
      return [
        complaint(
          peer,
          "spec.asNumber",
          `${title(peer)} has an asNumber beside its peerSelector, but nodes have their own. Remove it.`,
        ),
      ];
    if (peerIP === undefined || gateways.some(({ address }) => address === peerIP)) return [];
    const node = nodes.find((each) => addressOf(each) === peerIP);
    if (!node)
      return [
        complaint(
          peer,
          "spec.peerIP",
          `${title(peer)} has the peerIP ${peerIP}, which nobody has in this lab. Known: ${known.join(", ")}.`,
        ),
      ];
    const own = asNumberOf(resources, node);
    return asNumber === undefined || asNumber === own
      ? []
      : [
          complaint(
            peer,
            "spec.asNumber",
            `${title(peer)} has the AS number ${asNumber} for ${node.metadata.name}, which has ${own}. Use that, or leave it out.`,
          ),
        ];
  });
}

/** BGP's own fields: where all addresses are behind VXLAN, Calico's BIRD tells nobody of them. */
const withoutBgp = (declared: readonly Declared[]): Complaint[] =>
  declared.flatMap((each) => {
    const said = (field: string) =>
      complaint(
        each as Resource,
        field,
        `${title(each as Resource)} asks for BGP, but no route is BGP's: the pool is VXLAN's, whose routes the agent writes. Remove it, or set vxlanMode to Never.`,
      );
    if (each.kind === "BGPPeer" || each.kind === "BGPFilter") return [said("kind")];
    if (each.kind === "BGPConfiguration" && each.spec.nodeMeshPassword)
      return [said("spec.nodeMeshPassword")];
    return each.kind === "Node" && each.spec.bgp.routeReflectorClusterID !== undefined
      ? [said("spec.bgp.routeReflectorClusterID")]
      : [];
  });
