import { optionsIn } from "../../../model/options.ts";
import { baseResources, calicoMode } from "../common.ts";
import type { CalicoMode } from "../mode.ts";
import { type AddressOptions, addressOptions, optionsOf, tunnelling } from "../options.ts";
import type { Encapsulation } from "../resources/resources.ts";

export interface VxlanOptions extends AddressOptions {
  /**
   * To which nodes packets go in the tunnel: to all, or to those of another subnet only.
   * @default "Always"
   */
  readonly vxlanMode?: Exclude<Encapsulation, "Never">;
}

export const vxlanOptions = optionsOf({ ...addressOptions, vxlanMode: tunnelling });

/**
 * Ethernet frames in UDP, encapsulated by the kernel (RFC 7348), and no BGP: Calico's agent learns of nodes and
 * blocks in the datastore and writes neighbours, FDB and routes. Calico documentation, "Overlay networking".
 *
 * @example
 * ```ts
 * new Calico(lab, "calico", { mode: calicoVxlan({ pool: "10.200.0.0/16" }) });
 * ```
 */
export function vxlan(given: VxlanOptions = {}): CalicoMode {
  const { vxlanMode = "Always", ...others } = optionsIn(given);
  const options = { ...others, vxlanMode };
  return calicoMode(options, {
    choice: "vxlan",
    given,
    name: vxlanMode === "CrossSubnet" ? "vxlan-cross-subnet" : "vxlan",
    summary: `Calico, no BGP; L2 frames between VTEPs vxlan.calico${vxlanMode === "CrossSubnet" ? " of hosts of different subnets" : ""}, encapsulated by the kernel`,
    options: vxlanOptions,
    needsL2: false,
    resources: ({ hosts }) => baseResources(hosts, options, { meshed: false }),
    gatewayProtocols: null,
  });
}
