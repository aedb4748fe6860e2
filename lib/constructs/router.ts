import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { AttachmentDeclaration, MachineDeclaration } from "../model/declaration.ts";
import type { RouterSpec } from "../model/lab-spec.ts";
import { namesOf } from "../model/options.ts";
import { seccompProfile } from "../model/seccomp/profile.ts";
import { type Attachments, declareAttachments, placeMisuses } from "./attachments.ts";
import { type MachinePlan, machineContainer, type Rights } from "./machine.ts";
import { outerContainer } from "./outer.ts";
import { Part } from "./part.ts";

/**
 * Where a router is.
 *
 * @example
 * ```ts
 * const options: RouterOptions = { on: [left, right], number: 2 };
 * lab.router("router2", options);
 * ```
 */
export interface RouterOptions {
  /** The segments that the router joins, two or more. */
  readonly on: Attachments;
  /**
   * The router's number, from 1: on each of its segments it has the number-th address from the top.
   * @default - the lowest that is free
   */
  readonly number?: number;
  /**
   * Whether the router has a user namespace of its own: then its root is nobody on the engine's machine.
   * @default true
   */
  readonly userNamespace?: boolean;
}

export const routerOptions = namesOf<RouterOptions>({ on: true, number: true, userNamespace: true });

/**
 * A router forwards and speaks to its peers: no engine, no mounts, no AppArmor profile but Docker's. NET_ADMIN makes routes, NET_RAW speaks
 * OSPF, NET_BIND_SERVICE has BGP's port; SETUID and SETGID are for tcpdump, which lays down its rights.
 * Its kernel settings come with the container, because in it they cannot be written; they are those of toolchain/host/internal/start.
 */
const rights: Rights = {
  capabilities: {
    add: ["CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_NET_BIND_SERVICE", "CAP_SETUID", "CAP_SETGID"],
    drop: ["ALL"],
  },
  sysctls: {
    "net.ipv4.ip_forward": "1",
    "net.ipv4.fib_multipath_hash_policy": "1",
    "net.ipv4.conf.all.rp_filter": "0",
  },
};

/**
 * Joins segments (L3): a container that forwards, with BIRD for its routes. Workloads and engines are for hosts.
 *
 * @example
 * ```ts
 * const border: Router = lab.router("border", { on: [left, right] });
 * lab.probe(tcpdump({ name: "at-border", on: border, segment: right, from: client, to: server }));
 * ```
 */
export class Router extends Part {
  /** Every address of the router follows from it. */
  readonly number: number;
  readonly #userNamespace: boolean;
  readonly #attachments: readonly AttachmentDeclaration[];

  /** @internal */
  constructor(lab: Construct, name: string, { on, number, userNamespace }: Required<RouterOptions>) {
    super(lab, name);
    this.number = number;
    this.#userNamespace = userNamespace;
    this.#attachments = declareAttachments(on);
    this.misused(...placeMisuses(on));
  }

  /** Adds the Terraform resource that is this router. @internal */
  build(plan: MachinePlan<RouterSpec>): TerraformResource {
    const { installation, machine } = plan;
    if (machine.firstId !== null) return outerContainer(this, plan, machine.firstId);
    const profile = seccompProfile(installation.controlGroups.version);
    return machineContainer(this, plan, { ...rights, securityOpts: [`seccomp=${profile}`] });
  }

  /** @internal */
  declare(): MachineDeclaration {
    return {
      path: this.node.path,
      name: this.name,
      number: this.number,
      userNamespace: this.#userNamespace,
      attachments: this.#attachments,
    };
  }
}
