import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { z } from "zod";
import { hostLimits, type Limits, machineKinds } from "../model/host-kinds.ts";
import type { HostSpec } from "../model/lab-spec.ts";
import { type OptionSchemas, optionMisuses, optionsIn, wholeWithin } from "../model/options.ts";
import { seccompProfile } from "../model/seccomp/profile.ts";
import { Host, type HostMaker, type NumberedHostOptions } from "./host.ts";
import { type MachinePlan, machineContainer } from "./machine.ts";
import { outerContainer } from "./outer.ts";

/**
 * What a container host may take of the engine's machine.
 *
 * @example
 * ```ts
 * const limits: DindOptions = { memory: 512, pids: 1024 };
 * lab.host("small", { on: left, kind: dind(limits) });
 * ```
 */
export interface DindOptions {
  /**
   * MiB of memory that the host and its workloads have at most.
   * @default 2048
   */
  readonly memory?: number;
  /**
   * Processes and threads that there are at most, those of its workloads included.
   * @default 4096
   */
  readonly pids?: number;
  /**
   * Processors' worth of time that the host and its workloads have at most.
   * @default null: what others leave, of all processors
   */
  readonly cpus?: number | null;
  /**
   * Whether the host has a user namespace of its own: then its root is nobody on the engine's machine. Without, it is root there, kept in by
   * less (docs/security.md). `--no-user-namespace` says so for all machines.
   * @default true
   */
  readonly userNamespace?: boolean;
}

/**
 * A container with a dockerd of its own. It shares the machine's kernel.
 *
 * @example
 * ```ts
 * lab.host("small", { on: left, kind: dind({ memory: 512, cpus: 1 }) });
 * ```
 */
export const dind = (given: DindOptions = {}): HostMaker => {
  const { limits } = machineKinds.dind;
  const { memory = limits.memory, pids = limits.pids, cpus = limits.cpus } = optionsIn(given);
  const { userNamespace = true } = optionsIn(given);
  return (lab, name, options) => {
    const host = new DindHost(lab, name, options, { memory, pids, cpus }, userNamespace);
    host.misused(...optionMisuses("a container host", known, given));
    return host;
  };
};

export const dindSchema = z
  .strictObject({
    memory: wholeWithin(hostLimits.memory),
    pids: wholeWithin(hostLimits.pids),
    cpus: wholeWithin(hostLimits.cpus).nullable(),
    userNamespace: z.boolean(),
  } satisfies OptionSchemas<DindOptions>)
  .partial();
const known = Object.keys(dindSchema.shape);

class DindHost extends Host {
  readonly kind = "dind";
  override readonly limits: Limits;
  override readonly userNamespace: boolean;

  constructor(
    lab: Construct,
    name: string,
    options: NumberedHostOptions,
    limits: Limits,
    userNamespace: boolean,
  ) {
    super(lab, name, options);
    this.limits = limits;
    this.userNamespace = userNamespace;
  }

  build(plan: MachinePlan<HostSpec>): TerraformResource {
    // overlay2 cannot lie on overlay2; a new volume is filled with the images that the host image carries.
    const volumes = [{ containerPath: "/var/lib/docker" }];
    const { firstId } = plan.machine;
    if (firstId !== null) return outerContainer(this, plan, firstId, volumes);
    return machineContainer(this, plan, {
      /**
       * NET_ADMIN makes bridges, tunnels and routes; SYS_ADMIN mounts the workloads' file systems and makes their namespaces.
       * Docker's default capabilities stay because the host's engine hands them on to its workloads.
       */
      capabilities: { add: ["CAP_NET_ADMIN", "CAP_SYS_ADMIN"] },
      // Docker's default profiles forbid the mounts that a dockerd inside makes.
      securityOpts: [
        `seccomp=${seccompProfile(plan.installation.controlGroups.version)}`,
        "apparmor=unconfined",
      ],
      volumes,
    });
  }
}
