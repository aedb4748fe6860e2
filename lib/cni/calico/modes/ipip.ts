import { optionsIn } from "../../../model/options.ts";
import { baseResources, calicoMode } from "../common.ts";
import type { CalicoMode } from "../mode.ts";
import { type CalicoOptions, commonOptions, optionsOf, tunnelling } from "../options.ts";
import type { Encapsulation } from "../resources/resources.ts";

export interface IpipOptions extends CalicoOptions {
  /**
   * To which nodes packets go in the tunnel: to all, or to those of another subnet only.
   * @default "Always"
   */
  readonly ipipMode?: Exclude<Encapsulation, "Never">;
}

export const ipipOptions = optionsOf({ ...commonOptions, ipipMode: tunnelling });

/**
 * Node-to-node mesh, and packets inside IPv4 packets (RFC 2003, protocol 4): routers between hosts see the hosts'
 * addresses only. Calico documentation, "Overlay networking".
 *
 * @example
 * ```ts
 * new Calico(lab, "calico", { mode: calicoIpip({ ipipMode: "CrossSubnet" }) });
 * ```
 */
export function ipip(given: IpipOptions = {}): CalicoMode {
  const { ipipMode = "Always", ...others } = optionsIn(given);
  const options = { ...others, ipipMode };
  return calicoMode(options, {
    choice: "ipip",
    given,
    name: ipipMode === "CrossSubnet" ? "ipip-cross-subnet" : "ipip",
    summary: `Calico, BGP node-to-node mesh; IP packets in IP packets${ipipMode === "CrossSubnet" ? " between hosts of different subnets" : ""}, through the tunnel device tunl0`,
    options: ipipOptions,
    needsL2: false,
    resources: ({ hosts }) => baseResources(hosts, options, { meshed: true }),
    gatewayProtocols: null,
  });
}
