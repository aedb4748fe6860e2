import { Construct } from "constructs";
import { freeId } from "../model/free-id.ts";
import { type CniMode, type Networked, nothingMore } from "../model/mode.ts";
import { bareWire, everywhere } from "../model/wire.ts";

/** Docker's own default network for docker0. */
const network = "172.17.0.0/16";

/** Ports of a Linux bridge (BR_MAX_PORTS): fewer than the network has addresses. */
const capacity = 1023;

/**
 * Joins the workloads of a lab's one host by the bridge docker0, as an engine does that nobody configured.
 *
 * @example
 * ```ts
 * new Bridge(lab, "bridge");
 * ```
 */
export class Bridge extends Construct {
  constructor(lab: Networked, id: string) {
    super(lab, freeId(lab, id));
    lab.install(bridge(), this.node.path);
  }
}

/** The mode of an engine's default bridge network. Docker, "Bridge network driver". */
export const bridge = (): CniMode => ({
  name: "bridge",
  declared: { bridge: {} },
  family: "bridge",
  summary: "Docker's bridge: a veth pair for each workload, all host ends on docker0",
  requirements: [],
  singleHost: true,
  needsL2: false,
  overhead: 0,
  wire: everywhere(bareWire(network)),
  needsDatastore: false,
  agent: null,
  addressing: { network, subnet: () => network, firstWorkload: 2, capacity },
  attachment: "docker0",
  pairwise: false,
  ...nothingMore,
});
