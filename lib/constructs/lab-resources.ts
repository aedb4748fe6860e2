import { DataDockerImage } from "@cdktf/provider-docker/lib/data-docker-image/index.js";
import { Network } from "@cdktf/provider-docker/lib/network/index.js";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { LocalBackend, type TerraformResource, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { freeId } from "../model/free-id.ts";
import type { Installation } from "../model/installation.ts";
import type { LabSpec, SegmentSpec } from "../model/lab-spec.ts";
import { givenFiles, machineFiles } from "../model/machine-files.ts";
import type { CniMode, MachineFiles } from "../model/mode.ts";
import { deviceFiles } from "../model/requirements.ts";
import type { LabContext } from "./context.ts";
import { DeploySteps } from "./deploy-steps.ts";
import type { Host } from "./host.ts";
import { labels } from "./labels.ts";
import type { Router } from "./router.ts";
import { wallsContainer } from "./walls.ts";

export interface LabParts {
  readonly lab: LabSpec;
  readonly mode: CniMode;
  /** The lab's hosts, in the order of `lab.hosts`. */
  readonly hosts: readonly Host[];
  /** The lab's routers, in the order of `lab.routers`. */
  readonly routers: readonly Router[];
  readonly context: LabContext;
}

/** Adds to a stack everything that a resolved lab is made of. */
export function addLabResources(
  stack: TerraformStack,
  { lab, mode, hosts, routers, context }: LabParts,
): void {
  const { installation, projectDir } = context;
  // In a scope of its own, because cdktf calls it "backend" there.
  const aside = new Construct(stack, freeId(stack, "state"));
  new LocalBackend(aside, { path: `${projectDir}/terraform.${lab.name}.tfstate` });
  new DockerProvider(stack, freeId(stack, "docker"), { host: installation.engineHost });
  const { source, version } = installation.provider;
  stack.addOverride("terraform.required_providers.docker", { source, version });
  const steps = new DeploySteps(stack, lab, context);
  const preflight = steps.preflight();
  const networks = new Map(
    lab.segments.map((segment) => [segment.name, addNetwork(stack, installation, lab, segment, preflight)]),
  );
  const sweep = steps.sweep([...networks.values()]);
  const image = images(stack, installation);
  const walls = wallsContainer(stack, {
    project: installation.project,
    lab,
    image: image("host"),
    networks: [...networks.values()],
  });
  const common = {
    installation,
    lab,
    image,
    network: (segment: string) => networks.get(segment)?.name ?? segment,
    after: [sweep],
  };
  const files = machineFiles(lab, mode);
  const none: MachineFiles = { made: {}, given: {} };
  const machines = [
    ...lab.hosts.map((machine, index) =>
      hosts[index]?.build({
        ...common,
        machine,
        files: files[machine.name] ?? none,
        devices: deviceFiles(mode.requirements),
      }),
    ),
    ...lab.routers.map((machine, index) =>
      routers[index]?.build({
        ...common,
        machine,
        files: files[machine.name] ?? none,
        devices: [],
      }),
    ),
  ].filter((resource) => resource !== undefined);
  const configured = steps.configured(preflight, machines, walls, givenFiles(files));
  steps.settled(preflight, steps.probes(configured));
}

/** Looks an image up on the engine when the first machine asks for it. */
function images(stack: TerraformStack, { images }: Installation): (name: "host" | "vm") => string {
  const found = new Map<string, DataDockerImage>();
  return (name) => {
    const id = `${name}-image`;
    const image = found.get(name) ?? new DataDockerImage(stack, freeId(stack, id), { name: images[name] });
    image.overrideLogicalId(id);
    found.set(name, image);
    return image.id;
  };
}

/**
 * A bridge without an address on the machine; what it answers for all the same, the walls close. It is not an `internal`
 * network, because Docker's rules for those drop routed packets between hosts as well.
 */
function addNetwork(
  stack: TerraformStack,
  { project }: Installation,
  lab: LabSpec,
  segment: SegmentSpec,
  after: TerraformResource,
): Network {
  const network = new Network(stack, freeId(stack, `network-${segment.name}`), {
    name: segment.network,
    driver: "bridge",
    options: {
      "com.docker.network.bridge.inhibit_ipv4": "true",
      "com.docker.network.bridge.enable_ip_masquerade": "false",
      "com.docker.network.driver.mtu": String(segment.mtu),
    },
    ipamConfig: [{ subnet: segment.cidr, gateway: segment.gateway }],
    labels: labels({ project, lab: lab.name }, { "underlay.segment": segment.name }),
    dependsOn: [after],
  });
  network.overrideLogicalId(segment.name);
  return network;
}
