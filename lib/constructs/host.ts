import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { AttachmentDeclaration, HostDeclaration } from "../model/declaration.ts";
import type { HostKind, HostSpec, LabSpec } from "../model/lab-spec.ts";
import type { Files } from "../model/mode.ts";
import type { Segment } from "./segment.ts";
import { Workload } from "./workload.ts";

/** A host's place on a segment. */
export interface Attachment {
  readonly segment: Segment;
  /**
   * An address of one's own choosing on the segment.
   * @default - the segment's network plus the host's number
   */
  readonly address?: string;
}

export interface HostOptions {
  /** The segments that the host is on: one, several, or with an address of one's own choosing. */
  readonly on: Segment | Attachment | readonly (Segment | Attachment)[];
  /**
   * The host's number, from 1: every address of it follows from that.
   * @default - one more than the last host's
   */
  readonly number?: number;
  /**
   * What the host is made of.
   * @default dind(): a container with an engine of its own
   */
  readonly kind?: HostMaker;
}

/** What a host kind is given to make its Terraform resource from. */
export interface HostPlan {
  readonly lab: LabSpec;
  readonly host: HostSpec;
  readonly files: Files;
  /** The host image's ID on the engine. */
  readonly image: string;
  /** The Docker network of a segment. */
  readonly network: (segment: string) => string;
  /** Seconds for the host to pass its gates. */
  readonly readyWithin: number;
  /** What must exist before the host. */
  readonly after: TerraformResource[];
}

/** Makes a host of one kind, e.g. `dind()`. */
export type HostMaker = (lab: Construct, name: string, options: NumberedHostOptions) => Host;

export type NumberedHostOptions = Pick<HostOptions, "on"> & { readonly number: number };

/** A machine of the lab. Its kind says what it is made of; everything else is the same for all kinds. */
export abstract class Host extends Construct {
  abstract readonly kind: HostKind;
  readonly name: string;
  readonly number: number;
  readonly #attachments: readonly AttachmentDeclaration[];
  readonly #workloads: Workload[] = [];

  constructor(lab: Construct, name: string, { on, number }: NumberedHostOptions) {
    super(lab, name);
    this.name = name;
    this.number = number;
    this.#attachments = [on].flat().map((place) => {
      const { segment, address } = "segment" in place ? place : { segment: place, address: undefined };
      return { segment: segment.name, address };
    });
  }

  /** Adds the Terraform resource that is this host. */
  abstract build(plan: HostPlan): TerraformResource;

  /** Adds a workload. The first gets the host's subnet plus 2, the next plus 3, and so on. */
  workload(name: string): Workload {
    const workload = new Workload(this, name);
    this.#workloads.push(workload);
    return workload;
  }

  declare(): HostDeclaration {
    return {
      path: this.node.path,
      name: this.name,
      number: this.number,
      kind: this.kind,
      attachments: this.#attachments,
      workloads: this.#workloads.map((workload) => workload.declare()),
    };
  }
}
