import type { TerraformResource } from "cdktf";
import type { HostSpec } from "../model/lab-spec.ts";
import { Host, type HostMaker } from "./host.ts";
import { type MachinePlan, machineContainer } from "./machine.ts";

/** A container with a dockerd of its own. It shares the machine's kernel. */
export const dind = (): HostMaker => (lab, name, options) => new DindHost(lab, name, options);

export class DindHost extends Host {
  readonly kind = "dind";

  build(plan: MachinePlan<HostSpec>): TerraformResource {
    // overlay2 cannot lie on overlay2; a new volume is filled with the images that the host image carries.
    return machineContainer(this, plan, { volumes: [{ containerPath: "/var/lib/docker" }] });
  }
}
