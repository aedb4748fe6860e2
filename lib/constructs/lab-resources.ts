import { DataDockerImage } from "@cdktf/provider-docker/lib/data-docker-image/index.js";
import { Network } from "@cdktf/provider-docker/lib/network/index.js";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { LocalBackend, type TerraformResource, type TerraformStack } from "cdktf";
import { hostFiles } from "../model/host-files.ts";
import type { LabSpec, SegmentSpec } from "../model/lab-spec.ts";
import type { CniMode } from "../model/mode.ts";
import type { LabContext } from "./context.ts";
import { DeploySteps } from "./deploy-steps.ts";
import type { Host } from "./host.ts";
import { labels } from "./labels.ts";

export interface LabParts {
  readonly lab: LabSpec;
  readonly mode: CniMode;
  /** The lab's hosts, in the order of `lab.hosts`. */
  readonly hosts: readonly Host[];
  readonly context: LabContext;
  /** Seconds for a host to pass its gates. */
  readonly readyWithin: number;
}

/** Adds to a stack everything that a resolved lab is made of. */
export function addLabResources(
  stack: TerraformStack,
  { lab, mode, hosts, context, readyWithin }: LabParts,
): void {
  const { installation, projectDir } = context;
  new LocalBackend(stack, { path: `${projectDir}/terraform.${lab.name}.tfstate` });
  new DockerProvider(stack, "docker", { host: installation.engineHost });
  const { source, version } = installation.provider;
  stack.addOverride("terraform.required_providers.docker", { source, version });
  const image = new DataDockerImage(stack, "host-image", { name: installation.images.host });

  const steps = new DeploySteps(stack, lab, context);
  const preflight = steps.preflight();
  const networks = new Map(
    lab.segments.map((segment) => [segment.name, addNetwork(stack, lab, segment, preflight)]),
  );
  const sweep = steps.sweep([...networks.values()]);
  const machines = lab.hosts.flatMap((host, index) => {
    const resource = hosts[index]?.build({
      lab,
      host,
      files: hostFiles(lab, host, mode),
      image: image.id,
      network: (segment) => networks.get(segment)?.name ?? segment,
      readyWithin,
      after: [sweep],
    });
    resource?.overrideLogicalId(host.name);
    return resource ?? [];
  });
  steps.settled(preflight, steps.probes(machines));
}

/**
 * A bridge without an address on the machine: nothing leads out of the lab or into it. It is not an `internal`
 * network, because Docker's rules for those drop routed packets between hosts as well.
 */
function addNetwork(
  stack: TerraformStack,
  lab: LabSpec,
  segment: SegmentSpec,
  after: TerraformResource,
): Network {
  const network = new Network(stack, `network-${segment.name}`, {
    name: segment.network,
    driver: "bridge",
    options: {
      "com.docker.network.bridge.inhibit_ipv4": "true",
      "com.docker.network.bridge.enable_ip_masquerade": "false",
      "com.docker.network.driver.mtu": String(segment.mtu),
    },
    ipamConfig: [{ subnet: segment.cidr, gateway: segment.gateway }],
    labels: labels(lab.name, { "underlay.segment": segment.name }),
    dependsOn: [after],
  });
  network.overrideLogicalId(segment.name);
  return network;
}
