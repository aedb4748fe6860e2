import {
  addressBlock,
  allocate,
  defaultSegmentPrefixLength,
  gatewayAddress,
  hostAddress,
  routerAddress,
  workloadAddress,
} from "./address-plan.ts";
import { range } from "./cidr.ts";
import type { HostDeclaration, LabDeclaration, MachineDeclaration } from "./declaration.ts";
import { machineKinds } from "./host-kinds.ts";
import {
  type HostSpec,
  type InterfaceSpec,
  type LabSpec,
  labSchema,
  type ModeSpec,
  type RouterSpec,
  type SegmentSpec,
} from "./lab-spec.ts";
import { asFileSays } from "./making.ts";
import type { CniMode } from "./mode.ts";
import { routesFrom, type Underlay } from "./routing.ts";
import { firstId, placeOfHost, placeOfRouter } from "./user-namespace.ts";

/** The instance's own name: the lab's for instance 0, with the seat's number behind it for others. */
export function instanceName(lab: string, instance: number): string {
  return instance === 0 ? lab : `${lab}-${instance}`;
}

/**
 * Fills in every name, address, route and MTU. What cannot be filled in (a segment that no longer fits its
 * block, an unknown segment) is left out: `problems()` has named it before anyone resolves.
 */
export function resolveLab(declaration: LabDeclaration): LabSpec {
  const name = instanceName(declaration.lab, declaration.instance);
  const mode = declaration.modes[0]?.mode;
  if (!mode) throw new Error("resolveLab needs a declaration without problems: it has no CNI mode");
  const segments = resolveSegments(declaration, name);
  const routers = declaration.routers.map((router) => ({
    declared: router,
    interfaces: interfacesOf(router, segments, routerAddress),
  }));
  const underlay = { segments, routers: routers.map(({ interfaces }) => interfaces) };
  const hosts = declaration.hosts.map((host) => resolveHost(host, declaration, mode, underlay, segments));
  return {
    schema: labSchema,
    lab: declaration.lab,
    name,
    instance: declaration.instance,
    about: declaration.about,
    making: declaration.making ?? asFileSays,
    addressBlock: addressBlock(declaration.slot, declaration.instance),
    segments,
    hosts,
    routers: routers.map(
      ({ declared, interfaces }): RouterSpec => ({
        name: declared.name,
        number: declared.number,
        kind: "router",
        container: `${name}-${declared.name}`,
        readyWithin: declaration.readyWithin ?? machineKinds.router.readyWithin,
        limits: machineKinds.router.limits,
        firstId: idOf(declared, declaration, placeOfRouter),
        interfaces,
        routes: routesFrom(interfaces, underlay),
      }),
    ),
    routing: declaration.routing,
    expectBroken: declaration.expectBroken ?? null,
    claims: declaration.claims,
    workloadNetwork: mode.addressing.network,
    mode: resolveMode(mode, hosts),
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
      impairment: segment.impairment ?? null,
    };
  });
}

function resolveHost(
  host: HostDeclaration,
  lab: LabDeclaration,
  { addressing }: CniMode,
  underlay: Underlay,
  segments: readonly SegmentSpec[],
): HostSpec {
  const subnet = addressing.subnet(host.number);
  const interfaces = interfacesOf(host, segments, hostAddress);
  return {
    name: host.name,
    number: host.number,
    kind: host.kind,
    vm: host.vm,
    container: `${instanceName(lab.lab, lab.instance)}-${host.name}`,
    readyWithin: lab.readyWithin ?? machineKinds[host.kind].readyWithin,
    limits: host.limits,
    firstId: idOf(host, lab, placeOfHost),
    interfaces,
    routes: routesFrom(interfaces, underlay),
    workloadSubnet: subnet,
    workloads: host.workloads.map(({ name }, index) => ({
      name,
      address: workloadAddress(subnet, addressing, index),
    })),
  };
}

const idOf = (
  { userNamespace, number }: MachineDeclaration,
  { slot, instance }: LabDeclaration,
  place: (number: number) => number,
): number | null => (userNamespace ? firstId(slot, instance, place(number)) : null);

function interfacesOf(
  { attachments, number }: MachineDeclaration,
  segments: readonly SegmentSpec[],
  planned: (segment: string, number: number) => string,
): InterfaceSpec[] {
  return attachments.flatMap((attachment) => {
    const segment = segments.find((candidate) => candidate.name === attachment.segment);
    if (!segment) return [];
    return {
      segment: segment.name,
      address: attachment.address ?? planned(segment.cidr, number),
      prefixLength: range(segment.cidr).prefixLength,
      mtu: segment.mtu,
    };
  });
}

function resolveMode(mode: CniMode, hosts: readonly HostSpec[]): ModeSpec {
  const mtu = Math.min(...hosts.flatMap(({ interfaces }) => interfaces[0]?.mtu ?? []));
  const { name, family, summary, requirements, overhead, wire, needsDatastore, agent, pairwise } = mode;
  return {
    name,
    family,
    summary,
    requirements,
    overhead,
    mtu: mtu - overhead,
    wire,
    needsDatastore,
    agent,
    pairwise,
  };
}
