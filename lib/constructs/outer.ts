import type { ContainerVolumes } from "@cdktf/provider-docker/lib/container/index.js";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { HostSpec, RouterSpec } from "../model/lab-spec.ts";
import { outerOf } from "../model/outer.ts";
import { type MachinePlan, machineContainer } from "./machine.ts";

/** The container of a machine that has a user namespace of its own, which begins with this ID of the engine's machine. */
export function outerContainer(
  scope: Construct,
  plan: MachinePlan<HostSpec | RouterSpec>,
  firstId: number,
  volumes: readonly ContainerVolumes[] = [],
): TerraformResource {
  const { installation, files } = plan;
  const outer = outerOf(installation, firstId);
  // The outer hands them on.
  const made = Object.entries(files.made).map(([path, content]) => [`/guest${path}`, content]);
  return machineContainer(
    scope,
    { ...plan, files: { ...files, made: Object.fromEntries(made) } },
    {
      entrypoint: [...outer.entrypoint],
      env: [...outer.env],
      capabilities: { add: [...outer.capabilities], drop: ["ALL"] },
      // Docker's profile of AppArmor forbids mounts.
      securityOpts: [`seccomp=${outer.seccomp}`, "apparmor=unconfined"],
      volumes: [...outer.volumes, ...volumes],
    },
  );
}
