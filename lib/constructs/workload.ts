import type { Construct } from "constructs";
import type { WorkloadDeclaration } from "../model/declaration.ts";
import type { WorkloadRef } from "../model/lab-spec.ts";
import { Part } from "./part.ts";

/** A container inside a host, as a pod is in Kubernetes: what the lab's CNI mode joins and probes measure. */
export class Workload extends Part implements WorkloadRef {
  readonly host: string;

  constructor(host: Construct & { readonly name: string }, name: string) {
    super(host, name);
    this.host = host.name;
  }

  declare(): WorkloadDeclaration {
    return { path: this.node.path, name: this.name };
  }
}
