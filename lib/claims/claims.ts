import { type ClaimId, claimIds } from "../model/claim-ids.ts";
import { unknownName } from "../model/names.ts";
import { bridge } from "./bridge.ts";
import { calicoNoBridge } from "./calico-no-bridge.ts";
import { type Claim, subjectsOf } from "./claim.ts";
import { gatewayDynamic } from "./gateway-dynamic.ts";
import { gatewayRr } from "./gateway-rr.ts";
import { hostGw } from "./host-gw.ts";
import { ipip } from "./ipip.ts";
import { ipipVxlan } from "./ipip-vxlan.ts";
import { l3VsTunnel } from "./l3-vs-tunnel.ts";
import { meshN2 } from "./mesh-n2.ts";
import { rrN } from "./rr-n.ts";
import { udpCopies } from "./udp-copies.ts";
import { vethPair } from "./veth-pair.ts";
import { vxlanKernel } from "./vxlan-kernel.ts";

const byId: { readonly [Id in ClaimId]: Claim } = {
  "veth-pair": vethPair,
  bridge,
  "udp-copies": udpCopies,
  "vxlan-kernel": vxlanKernel,
  "host-gw": hostGw,
  "calico-no-bridge": calicoNoBridge,
  "mesh-n2": meshN2,
  "rr-n": rrN,
  ipip,
  "ipip-vxlan": ipipVxlan,
  "gateway-dynamic": gatewayDynamic,
  "gateway-rr": gatewayRr,
  "l3-vs-tunnel": l3VsTunnel,
};

export const claimOf = (id: ClaimId): Claim => byId[id];

/** In the article's order. */
export const claims: readonly Claim[] = claimIds.map(claimOf);

/** The claims that one of these labs is needed for; all of them when no lab is named. */
export function claimsAbout(labs: readonly string[]): readonly Claim[] {
  const known = [...new Set(claims.flatMap(subjectsOf))];
  const unknown = labs.find((lab) => !known.includes(lab));
  if (unknown !== undefined)
    throw new Error(unknownName(`no claim is about a lab "${unknown}"`, unknown, known, "Labs with claims"));
  return labs.length === 0
    ? claims
    : claims.filter((claim) => subjectsOf(claim).some((lab) => labs.includes(lab)));
}
