import { optionsIn } from "../../../model/options.ts";
import { baseResources, calicoMode } from "../common.ts";
import type { CalicoMode } from "../mode.ts";
import { type CalicoOptions, commonOptions, optionsOf } from "../options.ts";

export const fullMeshOptions = optionsOf(commonOptions);

/**
 * Every host has a session with every other: N(N-1)/2 of them. Calico's default, recommended below 100 nodes.
 * Calico documentation, "Configure BGP peering".
 *
 * @example
 * ```ts
 * new Calico(lab, "calico", { mode: fullMesh({ asNumber: 64513 }) });
 * ```
 */
export function fullMesh(given: CalicoOptions = {}): CalicoMode {
  const options = optionsIn(given);
  return calicoMode(options, {
    choice: "full-mesh",
    given,
    name: "full-mesh",
    summary:
      "Calico, BGP node-to-node mesh: every host tells every other its blocks; nothing is encapsulated",
    options: fullMeshOptions,
    needsL2: true,
    resources: ({ hosts }) => baseResources(hosts, options, { meshed: true }),
    gatewayProtocols: null,
  });
}
