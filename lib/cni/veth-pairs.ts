import { Construct } from "constructs";
import { plannedAddressing } from "../model/address-plan.ts";
import { freeId } from "../model/free-id.ts";
import { type CniMode, type Networked, nothingMore } from "../model/mode.ts";
import { bareWire, everywhere } from "../model/wire.ts";

/**
 * Joins the workloads of a lab's one host by a veth pair between any two of them, without a bridge. For n
 * workloads that takes n(n-1)/2 pairs, which is why bridges exist.
 *
 * @example
 * ```ts
 * new VethPairs(lab, "veth");
 * ```
 */
export class VethPairs extends Construct {
  constructor(lab: Networked, id: string) {
    super(lab, freeId(lab, id));
    lab.install(vethPairs(), this.node.path);
  }
}

/** The mode of veth pairs alone: veth(4). */
export const vethPairs = (): CniMode => ({
  name: "veth-pairs",
  declared: { "veth-pairs": {} },
  family: "veth-pairs",
  summary: "a veth pair between any two workloads, each end in a workload; no bridge",
  requirements: [],
  singleHost: true,
  needsL2: false,
  overhead: 0,
  wire: everywhere(bareWire(plannedAddressing.network)),
  needsDatastore: false,
  agent: null,
  addressing: plannedAddressing,
  attachment: "mode",
  pairwise: true,
  ...nothingMore,
  // A workload has its address on its pairs: one that is alone would have neither, and never be ready.
  complaints: ({ hosts }) =>
    hosts.some(({ workloads }) => workloads.length === 1)
      ? ["Veth pairs join workloads two by two, and the lab has one workload. Add a second, or use Bridge."]
      : [],
});
