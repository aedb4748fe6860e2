import { Container, type ContainerConfig } from "@cdktf/provider-docker/lib/container/index.js";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { freeId } from "../model/free-id.ts";
import { type Limits, machineKinds } from "../model/host-kinds.ts";
import type { Installation } from "../model/installation.ts";
import type { HostSpec, LabSpec, MachineSpec, RouterSpec } from "../model/lab-spec.ts";
import type { MachineFiles } from "../model/mode.ts";
import { neighbourLabel, neighbourShare, shareText } from "../model/neighbours.ts";
import { labels } from "./labels.ts";

/** What a machine's Terraform resource is made from. */
export interface MachinePlan<Machine extends MachineSpec> {
  readonly installation: Installation;
  readonly lab: LabSpec;
  readonly machine: Machine;
  readonly files: MachineFiles;
  /** The ID on the engine of an image that machines are started from. */
  readonly image: (name: "host" | "vm") => string;
  /** The Docker network of a segment. */
  readonly network: (segment: string) => string;
  /** Device files of the engine's machine that programs on the machine need. */
  readonly devices: readonly string[];
  /** What must exist before the machine. */
  readonly after: TerraformResource[];
}

/** What differs by kind: every kind of machine asks for what it needs, and for nothing else. */
export type Rights = Pick<
  ContainerConfig,
  "capabilities" | "securityOpts" | "sysctls" | "volumes" | "entrypoint" | "env"
>;

/**
 * The container of a host or router: an image, told by files what to be. Those that it is given while it runs are not part of
 * it: the step `configured` hands them over.
 */
export function machineContainer(
  scope: Construct,
  plan: MachinePlan<HostSpec | RouterSpec>,
  rights: Rights,
): Container {
  const { installation, lab, machine, files, image, network, devices, after } = plan;
  const { project, controlGroups } = installation;
  const container = new Container(scope, freeId(scope, "container"), {
    name: machine.container,
    hostname: machine.name,
    image: image(machineKinds[machine.kind].image),
    ...rights,
    // Nobody sees, or reaches by a mount, the control groups of other containers.
    cgroupnsMode: "private",
    ...memoryLimit(machine.limits, controlGroups),
    tmpfs: { "/run": "exec" },
    // Docker's own name server would hand questions on to the machine's: nothing leads out of a lab.
    dns: ["127.0.0.1"],
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
    // For people who look at `docker ps`; a deploy asks the gates. Each check costs the machine 60 ms of a processor, as any program that
    // the engine starts in a container, and measurements are to be left in peace by other labs' hosts.
    healthcheck: { test: ["CMD", "underlay-health"], interval: "60s", timeout: "20s", retries: 3 },
    // Also after an engine that crashed: "unless-stopped" takes what it left behind for stopped by hand.
    restart: "always",
    dependsOn: after,
    // They tell of the machine as it was made; what the neighbour table has to hold may change while it runs.
    lifecycle: { ignoreChanges: ["labels"] },
  });
  container.overrideLogicalId(machine.name);
  return container;
}

/**
 * No swap: a machine beyond its limit would become slow, where a limit without swap ends the process. (The limit of processes
 * is a step of its own: DeploySteps.)
 */
function memoryLimit(
  { memory }: Limits,
  { swap }: Installation["controlGroups"],
): Pick<ContainerConfig, "memory" | "memorySwap"> {
  return memory === null ? {} : { memory, memorySwap: swap ? memory : -1 };
}
