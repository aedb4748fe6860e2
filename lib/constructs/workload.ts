import type { Construct } from "constructs";
import type { WorkloadDeclaration } from "../model/declaration.ts";
import type { WorkloadRef } from "../model/lab-spec.ts";
import { Part } from "./part.ts";

/**
 * A container inside a host, as a pod is in Kubernetes: what the lab's CNI mode joins and probes measure.
 *
 * @example
 * ```ts
 * const observer: Workload = host1.workload("observer");
 * lab.probe(ping({ name: "ping-beside", from: observer, to: client }));
 * ```
 */
export class Workload extends Part implements WorkloadRef {
  /** The name of the host that it is in. */
  readonly host: string;

  /** @internal */
  constructor(host: Construct & { readonly name: string }, name: string) {
    super(host, name);
    this.host = host.name;
  }

  /** @internal */
  declare(): WorkloadDeclaration {
    return { path: this.node.path, name: this.name };
  }
}
