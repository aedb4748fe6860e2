import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { AttachmentDeclaration, MachineDeclaration } from "../model/declaration.ts";
import type { RouterSpec } from "../model/lab-spec.ts";
import { type Attachments, declareAttachments } from "./attachments.ts";
import { type MachinePlan, machineContainer } from "./machine.ts";

export interface RouterOptions {
  /** The segments that the router joins, two or more. */
  readonly on: Attachments;
  /**
   * The router's number, from 1: on each of its segments it has the number-th address from the top.
   * @default - the lowest that is free
   */
  readonly number?: number;
}

/** Joins segments (L3): a container that forwards, with BIRD for its routes. Workloads and engines are for hosts. */
export class Router extends Construct {
  readonly name: string;
  readonly number: number;
  readonly #attachments: readonly AttachmentDeclaration[];

  constructor(lab: Construct, name: string, { on, number }: Required<RouterOptions>) {
    super(lab, name);
    this.name = name;
    this.number = number;
    this.#attachments = declareAttachments(on);
  }

  /** Adds the Terraform resource that is this router. */
  build(plan: MachinePlan<RouterSpec>): TerraformResource {
    return machineContainer(this, plan);
  }

  declare(): MachineDeclaration {
    return { path: this.node.path, name: this.name, number: this.number, attachments: this.#attachments };
  }
}
