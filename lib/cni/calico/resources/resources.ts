/**
 * Calico's own resources, as `calicoctl` and the Kubernetes API take them: group and version
 * projectcalico.org/v3, field names as in Calico's reference ("Resource definitions"). Only what labs use.
 */
export const apiVersion = "projectcalico.org/v3";

interface Named<Kind extends string, Spec> {
  readonly kind: Kind;
  readonly metadata: { readonly name: string; readonly labels?: Labels };
  readonly spec: Spec;
}

export type Labels = Readonly<Record<string, string>>;

/** Where a tunnel is used: never, only to nodes of another subnet, or always. */
export type Encapsulation = "Never" | "CrossSubnet" | "Always";

/** Addresses for workloads; nodes claim them in blocks. */
export type IPPool = Named<
  "IPPool",
  {
    readonly cidr: string;
    /** Prefix length of a block: 20 to 32 for IPv4. */
    readonly blockSize: number;
    readonly ipipMode: Encapsulation;
    readonly vxlanMode: Encapsulation;
    readonly natOutgoing: boolean;
    readonly nodeSelector: string;
    /** True to give out no addresses of it. */
    readonly disabled?: boolean | undefined;
    readonly disableBGPExport?: boolean | undefined;
  }
>;

/** The one called `default` holds for every node. */
export type BGPConfiguration = Named<
  "BGPConfiguration",
  {
    readonly asNumber: number;
    readonly nodeToNodeMeshEnabled: boolean;
    readonly nodeMeshPassword?: Secret | undefined;
  }
>;

/** A password is never in a resource: it is a key of a Secret. */
export interface Secret {
  readonly secretKeyRef: { readonly name: string; readonly key: string };
}

/**
 * Nodes (`node`, `nodeSelector`, or all of them) and their peers: other nodes (`peerSelector`), or one router
 * (`peerIP` and `asNumber`).
 */
export type BGPPeer = Named<
  "BGPPeer",
  {
    readonly node?: string | undefined;
    readonly nodeSelector?: string | undefined;
    readonly peerSelector?: string | undefined;
    readonly peerIP?: string | undefined;
    readonly asNumber?: number | undefined;
    readonly password?: Secret | undefined;
    /** How often a node's own AS number may be in an AS path that it accepts (RFC 4271, 9.1.2, says never). */
    readonly numAllowedLocalASNumbers?: number | undefined;
    /** Leaves the next hop as it is towards a peer of another AS. */
    readonly keepOriginalNextHop?: boolean | undefined;
    /** Names of BGPFilters. */
    readonly filters?: readonly string[] | undefined;
  }
>;

/** What a route must be like for the action; a rule without any such field matches every route. */
export interface FilterRule {
  readonly action: "Accept" | "Reject";
  /** How the route's network is compared with `cidr`; each needs the other. */
  readonly matchOperator?: "Equal" | "NotEqual" | "In" | "NotIn" | undefined;
  readonly cidr?: string | undefined;
  /** Of the networks in `cidr`, those with a prefix length in this range. */
  readonly prefixLength?:
    | { readonly min?: number | undefined; readonly max?: number | undefined }
    | undefined;
  /** Learned from a BGP peer, not the node's own. */
  readonly source?: "RemotePeers" | undefined;
  /** The device that the route leads out of; `*` stands for any characters. */
  readonly interface?: string | undefined;
}

/** The first rule that matches decides; where none does, what Calico does without filters. */
export type BGPFilter = Named<
  "BGPFilter",
  {
    readonly importV4?: readonly FilterRule[] | undefined;
    readonly exportV4?: readonly FilterRule[] | undefined;
  }
>;

export type Node = Named<
  "Node",
  {
    readonly bgp: {
      /** With the prefix length of its segment, e.g. `100.64.4.1/26`. */
      readonly ipv4Address: string;
      readonly asNumber?: number;
      /** Makes the node a route reflector (RFC 4456). */
      readonly routeReflectorClusterID?: string;
      /** Address of tunl0, out of the node's own first block. */
      readonly ipv4IPIPTunnelAddr?: string;
    };
    /** Address of vxlan.calico, out of the node's own first block. */
    readonly ipv4VXLANTunnelAddr?: string;
    readonly vxlanTunnelMACAddr?: string;
  }
>;

/** Which node a block of addresses belongs to. */
export type BlockAffinity = Named<
  "BlockAffinity",
  { readonly cidr: string; readonly node: string; readonly state: "confirmed"; readonly deleted: "false" }
>;

export type Resource = IPPool | BGPConfiguration | BGPPeer | BGPFilter | Node | BlockAffinity;
export type Resources = readonly Resource[];

export function ofKind<Kind extends Resource["kind"]>(
  resources: Resources,
  kind: Kind,
): Extract<Resource, { kind: Kind }>[] {
  return resources.filter((each): each is Extract<Resource, { kind: Kind }> => each.kind === kind);
}

/** `100.64.4.1` of `100.64.4.1/26`. */
export const addressOf = ({ spec }: Node): string => spec.bgp.ipv4Address.split("/")[0] ?? "";

/** The node's own AS number, or the one that all nodes have; Calico's default is 64512. */
export const asNumberOf = (resources: Resources, { spec }: Node): number =>
  spec.bgp.asNumber ?? configurationOf(resources).asNumber;

export const configurationOf = (resources: Resources): BGPConfiguration["spec"] =>
  ofKind(resources, "BGPConfiguration").find(({ metadata }) => metadata.name === "default")?.spec ?? {
    asNumber: 64512,
    nodeToNodeMeshEnabled: true,
  };

/** The pools that addresses are given out of. */
export const poolsInUse = (resources: Resources): IPPool[] =>
  ofKind(resources, "IPPool").filter(({ spec }) => spec.disabled !== true);

/** False when all pools are VXLAN's: those routes are the agent's and not BIRD's, in Calico as well as here. */
export const speaksBgp = (resources: Resources): boolean =>
  poolsInUse(resources).some(({ spec }) => spec.vxlanMode === "Never");
