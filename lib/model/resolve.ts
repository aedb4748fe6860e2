import {
  addressBlock,
  allocate,
  defaultSegmentPrefixLength,
  gatewayAddress,
  hostAddress,
  workloadAddress,
  workloadNetwork,
  workloadSubnet,
} from "./address-plan.ts";
import { range } from "./cidr.ts";
import type { HostDeclaration, LabDeclaration } from "./declaration.ts";
import type { HostSpec, InterfaceSpec, LabSpec, ModeSpec, SegmentSpec } from "./lab-spec.ts";

/** The instance's own name: the lab's for instance 0, with the seat's number behind it for others. */
export function instanceName(lab: string, instance: number): string {
  return instance === 0 ? lab : `${lab}-${instance}`;
}

/**
 * Fills in every name, address and MTU. What cannot be filled in (a segment that no longer fits its
 * block, an unknown segment) is left out: `problems()` has named it before anyone resolves.
 */
export function resolveLab(declaration: LabDeclaration): LabSpec {
  const name = instanceName(declaration.lab, declaration.instance);
  const segments = resolveSegments(declaration, name);
  const hosts = declaration.hosts.map((host) => resolveHost(host, name, segments));
  return {
    schema: 1,
    lab: declaration.lab,
    name,
    instance: declaration.instance,
    about: declaration.about,
    addressBlock: addressBlock(declaration.slot, declaration.instance),
    segments,
    hosts,
    workloadNetwork,
    mode: resolveMode(declaration, segments),
    probes: declaration.probes.map((probe) => probe.spec),
  };
}

function resolveSegments(declaration: LabDeclaration, name: string): SegmentSpec[] {
  const block = addressBlock(declaration.slot, declaration.instance);
  const chosen = declaration.segments.flatMap((segment) => segment.cidr ?? []);
  const planned = declaration.segments.filter((segment) => segment.cidr === undefined);
  const networks = allocate(
    block,
    planned.map((segment) => segment.prefixLength ?? defaultSegmentPrefixLength),
    chosen,
  );
  return declaration.segments.flatMap((segment) => {
    const cidr = segment.cidr ?? networks[planned.indexOf(segment)];
    if (cidr === undefined) return [];
    return {
      name: segment.name,
      network: `${name}-${segment.name}`,
      cidr,
      gateway: gatewayAddress(cidr),
      mtu: segment.mtu,
    };
  });
}

function resolveHost(host: HostDeclaration, lab: string, segments: readonly SegmentSpec[]): HostSpec {
  const subnet = workloadSubnet(host.number);
  const interfaces = host.attachments.flatMap((attachment): InterfaceSpec[] => {
    const segment = segments.find((candidate) => candidate.name === attachment.segment);
    if (!segment) return [];
    return [
      {
        segment: segment.name,
        address: attachment.address ?? hostAddress(segment.cidr, host.number),
        prefixLength: range(segment.cidr).prefixLength,
        mtu: segment.mtu,
      },
    ];
  });
  return {
    name: host.name,
    number: host.number,
    kind: host.kind,
    container: `${lab}-${host.name}`,
    interfaces,
    workloadSubnet: subnet,
    workloads: host.workloads.map(({ name }, index) => ({ name, address: workloadAddress(subnet, index) })),
  };
}

function resolveMode({ modes }: LabDeclaration, segments: readonly SegmentSpec[]): ModeSpec {
  const mode = modes[0]?.mode;
  const mtu = Math.min(...segments.map((segment) => segment.mtu));
  if (!mode) throw new Error("resolveLab needs a declaration without problems: it has no CNI mode");
  const { name, summary, requirements, overhead, wire } = mode;
  return { name, summary, requirements, overhead, mtu: mtu - overhead, wire };
}
