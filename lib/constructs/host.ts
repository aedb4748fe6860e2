import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { AttachmentDeclaration, HostDeclaration } from "../model/declaration.ts";
import type { HostKind, Limits, VmSize } from "../model/host-kinds.ts";
import type { HostSpec } from "../model/lab-spec.ts";
import { namesOf } from "../model/options.ts";
import { type Attachments, declareAttachments, placeMisuses } from "./attachments.ts";
import type { MachinePlan } from "./machine.ts";
import { Part } from "./part.ts";
import { Workload } from "./workload.ts";

/**
 * Where a host is, and what it is made of.
 *
 * @example
 * ```ts
 * const options: HostOptions = { number: 9, on: [left, { segment: right, address: "100.67.0.90" }] };
 * lab.host("edge", options);
 * ```
 */
export interface HostOptions {
  /** The segments that the host is on; the first is the one that the CNI mode uses. */
  readonly on: Attachments;
  /**
   * The host's number, from 1: every address of it follows from that.
   * @default - the lowest that is free
   */
  readonly number?: number;
  /**
   * What the host is made of.
   * @default - the lab's `hostKind`
   */
  readonly kind?: HostMaker;
}

export const hostOptions = namesOf<HostOptions>({ on: true, number: true, kind: true });

/** Makes a host of one kind: `dind()` or `vm()`. */
export type HostMaker = (lab: Construct, name: string, options: NumberedHostOptions) => Host;

export type NumberedHostOptions = Pick<HostOptions, "on"> & { readonly number: number };

/**
 * A machine of the lab. Its kind says what it is made of; everything else is the same for all kinds.
 *
 * @example
 * ```ts
 * const withServer = (host: Host) => host.workload(`server-${host.number}`);
 * lab.hosts(3, { on: left }).map(withServer);
 * ```
 */
export abstract class Host extends Part {
  abstract readonly kind: HostKind;
  /** Null for a host that is a container. @internal */
  readonly vm: VmSize | null = null;
  /** Whether it is to have a user namespace of its own. @internal */
  readonly userNamespace: boolean = false;
  /** Of its container. @internal */
  abstract readonly limits: Limits;
  /** Every address of the host follows from it. */
  readonly number: number;
  readonly #attachments: readonly AttachmentDeclaration[];
  readonly #workloads: Workload[] = [];

  /** @internal */
  constructor(lab: Construct, name: string, { on, number }: NumberedHostOptions) {
    super(lab, name);
    this.number = number;
    this.#attachments = declareAttachments(on);
    this.misused(...placeMisuses(on));
  }

  /** Adds the Terraform resource that is this host. @internal */
  abstract build(plan: MachinePlan<HostSpec>): TerraformResource;

  /** Adds a workload. The first gets the host's subnet plus 2, the next plus 3, and so on. */
  workload(name: string): Workload {
    const workload = new Workload(this, name);
    this.#workloads.push(workload);
    return workload;
  }

  /** Those that were added so far. */
  get workloads(): readonly Workload[] {
    return this.#workloads;
  }

  /** @internal */
  declare(): HostDeclaration {
    return {
      path: this.node.path,
      name: this.name,
      number: this.number,
      kind: this.kind,
      vm: this.vm,
      limits: this.limits,
      userNamespace: this.userNamespace,
      attachments: this.#attachments,
      workloads: this.#workloads.map((workload) => workload.declare()),
    };
  }
}
