import { plannedAddressing } from "../../../model/address-plan.ts";
import { bareWire, everywhere } from "../../../model/wire.ts";
import type { FlannelBackend } from "../backend.ts";
import { type NoOptions, optionComplaints, optionsOf } from "../options.ts";

export const hostGwOptions = optionsOf({});

/**
 * No tunnel: each remote subnet is a route whose next hop is the peer host, which must therefore be a neighbour.
 * Flannel, Documentation/backends.md.
 *
 * @example
 * ```ts
 * new Flannel(lab, "flannel", { backend: hostGw() });
 * ```
 */
export function hostGw(given: NoOptions = {}): FlannelBackend {
  return {
    name: "host-gw",
    type: "host-gw",
    summary: "flannel host-gw: the next hop of each remote subnet is the peer host; nothing is encapsulated",
    requirements: [],
    needsL2: true,
    overhead: 0,
    wire: everywhere(bareWire(plannedAddressing.network)),
    complaints: optionComplaints("host-gw", hostGwOptions, given),
    options: {},
    given,
  };
}
