import { Container, type ContainerConfig } from "@cdktf/provider-docker/lib/container/index.js";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { freeId } from "../model/free-id.ts";
import { machineKinds } from "../model/host-kinds.ts";
import type { Installation } from "../model/installation.ts";
import type { HostSpec, LabSpec, MachineSpec, RouterSpec } from "../model/lab-spec.ts";
import type { MachineFiles } from "../model/mode.ts";
import { neighbourLabel, neighbourShare, shareText } from "../model/neighbours.ts";
import { labels } from "./labels.ts";

/** What a machine's Terraform resource is made from. */
export interface MachinePlan<Machine extends MachineSpec> {
  readonly project: Installation["project"];
  readonly lab: LabSpec;
  readonly machine: Machine;
  readonly files: MachineFiles;
  /** The ID on the engine of an image that machines are started from. */
  readonly image: (name: "host" | "vm") => string;
  /** What executes the instructions of VM hosts. */
  readonly accelerator: Installation["accelerator"];
  /** The Docker network of a segment. */
  readonly network: (segment: string) => string;
  /** Device files of the engine's machine that programs on the machine need. */
  readonly devices: readonly string[];
  /** What must exist before the machine. */
  readonly after: TerraformResource[];
}

/**
 * What a machine needs beyond Docker's default capabilities: NET_ADMIN makes bridges, tunnels and routes,
 * SYS_ADMIN makes /proc/sys writable and, on hosts, mounts the workloads' file systems and makes their
 * namespaces. The defaults stay because a host's engine hands them on to its workloads.
 */
const capabilities = { add: ["CAP_NET_ADMIN", "CAP_SYS_ADMIN"] };

/**
 * The container of a host or router: an image, told by files what to be. Those that it is given while it runs are not part of
 * it: the step `configured` hands them over.
 */
export function machineContainer(
  scope: Construct,
  plan: MachinePlan<HostSpec | RouterSpec>,
  more: Pick<ContainerConfig, "volumes" | "capabilities" | "securityOpts"> = {},
): Container {
  const { project, lab, machine, files, image, network, devices, after } = plan;
  const container = new Container(scope, freeId(scope, "container"), {
    name: machine.container,
    hostname: machine.name,
    image: image(machineKinds[machine.kind].image),
    capabilities,
    // Docker's default profiles forbid the mounts that a dockerd inside makes.
    securityOpts: ["seccomp=unconfined", "apparmor=unconfined"],
    tmpfs: { "/run": "exec" },
    // With all three attributes, or the registry's provider replaces the container at every apply.
    devices: devices.map((path) => ({ hostPath: path, containerPath: path, permissions: "rwm" })),
    networksAdvanced: machine.interfaces.map(({ segment, address }) => ({
      name: network(segment),
      ipv4Address: address,
    })),
    // As base64, because Terraform reads "${" and "%{" in text, and passwords may hold them.
    upload: Object.entries(files.made).map(([file, content]) => ({
      file,
      contentBase64: Buffer.from(content).toString("base64"),
    })),
    labels: labels(
      { project, lab: lab.name },
      { "underlay.host": machine.name, [neighbourLabel]: shareText(neighbourShare(machine, lab)) },
    ),
    healthcheck: { test: ["CMD", "underlay-health"], interval: "1s", timeout: "45s", retries: 3 },
    // Also after an engine that crashed: "unless-stopped" takes what it left behind for stopped by hand.
    restart: "always",
    dependsOn: after,
    ...more,
  });
  container.overrideLogicalId(machine.name);
  return container;
}
