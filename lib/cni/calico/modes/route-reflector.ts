import { optionsIn } from "../../../model/options.ts";
import { calicoMode, missingReflectors, reflectorResources } from "../common.ts";
import type { CalicoMode } from "../mode.ts";
import { optionsOf, type ReflectorOptions, reflectorOptions } from "../options.ts";

export const routeReflectorOptions = optionsOf(reflectorOptions);

/**
 * One or two hosts pass on what the others tell them (RFC 4456), so sessions grow with N and not with N². Only
 * routes go through a reflector: the next hop is still the block's owner.
 *
 * @example
 * ```ts
 * new Calico(lab, "calico", { mode: routeReflector({ reflectors: ["host1"] }) });
 * ```
 */
export function routeReflector(given: ReflectorOptions = {}): CalicoMode {
  const options = optionsIn(given);
  return calicoMode(options, {
    choice: "route-reflector",
    given,
    name: "route-reflector",
    summary: "Calico, BGP route reflector: hosts peer with one or two hosts only; nothing is encapsulated",
    options: routeReflectorOptions,
    needsL2: true,
    resources: ({ hosts }) => reflectorResources(hosts, options),
    misses: ({ hosts }) => missingReflectors(options, hosts),
    gatewayProtocols: null,
  });
}
