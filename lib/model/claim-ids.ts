/** The names of the article's claims, in its order. What each says, and how it is judged, is in lib/claims. */
export const claimIds = [
  "veth-pair",
  "bridge",
  "udp-copies",
  "vxlan-kernel",
  "host-gw",
  "calico-no-bridge",
  "mesh-n2",
  "rr-n",
  "ipip",
  "ipip-vxlan",
  "gateway-dynamic",
  "gateway-rr",
  "l3-vs-tunnel",
] as const;

export type ClaimId = (typeof claimIds)[number];

/** Those that set labs against each other: no run of one lab shows anything of them. */
const comparedIds = ["ipip-vxlan", "l3-vs-tunnel"] as const satisfies readonly ClaimId[];

/** A claim that a lab can list: one run shows whether it holds. */
export type LabClaimId = Exclude<ClaimId, (typeof comparedIds)[number]>;

export const isCompared = (id: unknown): boolean => comparedIds.some((compared) => compared === id);

export const labClaimIds = claimIds.filter((id): id is LabClaimId => !isCompared(id));
