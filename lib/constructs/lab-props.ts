import type { LabClaimId } from "../model/claim-ids.ts";
import type { Routing } from "../model/lab-spec.ts";
import { namesOf } from "../model/options.ts";
import type { HostMaker } from "./host.ts";

/**
 * What a lab is, but for its parts.
 *
 * @example
 * ```ts
 * const props: LabProps = { slot: 5, about: "OSPF between racks", routing: "ospf", readyWithin: 180 };
 * new Lab(app, "lab-racks", props);
 * ```
 */
export interface LabProps {
  /** One line: what the lab shows. */
  readonly about: string;
  /** The lab's place in the address plan, 0 to 63; two labs that are up together need different slots. */
  readonly slot: number;
  /**
   * The seat of a workshop, 0 to 63. Names, addresses and results of instances never collide.
   * @default 0
   */
  readonly instance?: number;
  /**
   * Seconds within which every machine must pass its gates, or the deploy fails.
   * @default 120, and 300 for VM hosts
   */
  readonly readyWithin?: number;
  /**
   * What hosts are made of that do not say so themselves. `--host-kind` overrides it.
   * @default dind(): containers with an engine of their own
   */
  readonly hostKind?: HostMaker;
  /**
   * How routers learn their routes: `computed` from the plan (fewest routers, all equal next hops), or spoken to
   * each other by `ospf` (BIRD, RFC 2328), which also finds new ways when a router is lost. Hosts have computed
   * routes by way of the routers on their own segment in either case.
   * @default "computed"
   */
  readonly routing?: Routing;
  /**
   * Why the lab is meant not to join all its workloads, for labs that show what does not work. Such a lab is
   * ready without the gate `overlay`, and needs a probe that expects silence: it fails when the lab works after all.
   * @default - the lab must work
   */
  readonly expectBroken?: string;
  /**
   * What a run of the lab must show: claims of the article, by their names in docs/claims.md. The run is judged by each as if the
   * claim were about this lab, and has failed where one does not hold.
   * @default - none
   */
  readonly claims?: readonly LabClaimId[];
}

/** The names of a lab's options. */
export const labOptions = namesOf<LabProps>({
  about: true,
  slot: true,
  instance: true,
  readyWithin: true,
  hostKind: true,
  routing: true,
  expectBroken: true,
  claims: true,
});
