import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { z } from "zod";
import { machineKinds, type VmSize, vmLimits } from "../model/host-kinds.ts";
import { json } from "../model/json.ts";
import type { HostSpec } from "../model/lab-spec.ts";
import { type OptionSchemas, optionMisuses, optionsIn, wholeWithin } from "../model/options.ts";
import { Host, type HostMaker, type NumberedHostOptions } from "./host.ts";
import { type MachinePlan, machineContainer } from "./machine.ts";

/**
 * What a virtual machine is made of.
 *
 * @example
 * ```ts
 * const size: VmOptions = { memory: 768, vcpus: 2 };
 * lab.host("guest", { on: left, kind: vm(size) });
 * ```
 */
export interface VmOptions {
  /**
   * Virtual processors.
   * @default 1
   */
  readonly vcpus?: number;
  /**
   * MiB of memory.
   * @default 448
   */
  readonly memory?: number;
  /**
   * MiB that the disk can grow to.
   * @default 4096
   */
  readonly disk?: number;
}

/**
 * A virtual machine (QEMU in a container) with a kernel of its own: Debian's, with every module.
 *
 * @example
 * ```ts
 * new Lab(app, "lab-kernel", { slot: 4, about: "Hosts with a kernel of their own", hostKind: vm() });
 * ```
 */
export const vm = (given: VmOptions = {}): HostMaker => {
  const { vcpus = 1, memory = 448, disk = 4096 } = optionsIn(given);
  return (lab, name, options) => {
    const host = new VmHost(lab, name, options, { vcpus, memory, disk });
    host.misused(...optionMisuses("a virtual machine", known, given));
    return host;
  };
};

export const vmSchema = z
  .strictObject({
    vcpus: wholeWithin(vmLimits.vcpus),
    memory: wholeWithin(vmLimits.memory),
    disk: wholeWithin(vmLimits.disk),
  } satisfies OptionSchemas<VmOptions>)
  .partial();
const known = Object.keys(vmSchema.shape);

/** Device files of the engine's machine that QEMU needs: tap devices, and KVM where it works. */
const devices = { tcg: ["/dev/net/tun"], kvm: ["/dev/net/tun", "/dev/kvm"] };

/** What the container's first program has them for. QEMU, and so whatever the guest does, has none of them. */
const rights = {
  CAP_NET_ADMIN: "makes tap devices",
  CAP_CHOWN: "gives QEMU's user its files and devices",
  CAP_DAC_OVERRIDE: "uses the guest's port, which is that user's",
  CAP_SETUID: "runs QEMU as its user",
  CAP_SETGID: "and group",
  CAP_SETPCAP: "without a way back",
  CAP_KILL: "ends it",
};

class VmHost extends Host {
  readonly kind = "vm";
  readonly limits = machineKinds.vm.limits;
  override readonly vm: VmSize;

  constructor(lab: Construct, name: string, options: NumberedHostOptions, size: VmSize) {
    super(lab, name, options);
    this.vm = size;
  }

  build(plan: MachinePlan<HostSpec>): TerraformResource {
    const { files, installation } = plan;
    const { accelerator } = installation;
    const guest = Object.entries(files.made).map(([path, content]) => [`/guest${path}`, content]);
    return machineContainer(
      this,
      {
        ...plan,
        files: {
          ...files,
          made: {
            ...Object.fromEntries(guest),
            "/etc/underlay/vm.json": json({ ...this.vm, accelerator }),
          },
        },
        devices: devices[accelerator],
      },
      { capabilities: { add: Object.keys(rights), drop: ["ALL"] } },
    );
  }
}
