import { isAddress } from "../cidr.ts";
import type { HostDeclaration, LabDeclaration, MachineDeclaration } from "../declaration.ts";
import type { Problem } from "../errors.ts";
import { hostLimits, type Limits, machineKinds, type VmSize, vmLimits } from "../host-kinds.ts";
import * as labErrors from "../lab-errors.ts";
import { isName } from "../names.ts";
import * as networkErrors from "../network-errors.ts";
import { largestMtu, smallestMtu } from "./segments.ts";
import { within } from "./within.ts";

/** Host k has the k-th of 255 workload subnets. */
export const mostHosts = 255;

export const mostRouters = 60;

export function ofHosts(lab: LabDeclaration): Problem[] {
  const alone = lab.hosts.flatMap((host) => [
    ...ofMachine(lab, host, "host", mostHosts),
    ...(host.attachments.length === 0 ? [networkErrors.noSegment(host.path, "host")] : []),
    ...ofVm(host),
    ...ofLimits(host),
    ...host.workloads
      .filter(({ name }) => !isName(name))
      .map(({ path, name }) => labErrors.badName(path, "workload", name)),
  ]);
  return [...alone, ...tooLarge(lab)];
}

/** Segments whose packets the devices of a host on them cannot take. */
function tooLarge({ segments, hosts }: LabDeclaration): Problem[] {
  return segments.flatMap(({ path, name, mtu }) => {
    const on = hosts.filter(({ attachments }) => attachments.some(({ segment }) => segment === name));
    const most = Math.min(largestMtu, ...on.map(({ kind }) => machineKinds[kind].largestMtu));
    return within(mtu, most + 1, largestMtu)
      ? [labErrors.numberOutOfRange(path, "mtu", mtu, smallestMtu, most)]
      : [];
  });
}

function ofVm({ path, vm }: HostDeclaration): Problem[] {
  if (vm === null) return [];
  return Object.entries(vmLimits).flatMap(([part, { min, max }]) => {
    const value = vm[part as keyof VmSize];
    return within(value, min, max) ? [] : labErrors.numberOutOfRange(path, part, value, min, max);
  });
}

/** The limits of a container host. Those of a virtual machine's container follow from the size of its guest. */
function ofLimits({ path, vm, limits }: HostDeclaration): Problem[] {
  if (vm !== null) return [];
  return Object.entries(hostLimits).flatMap(([part, { min, max }]) => {
    const value = limits[part as keyof Limits];
    if (part === "cpus" && value === null) return [];
    return within(value, min, max) ? [] : labErrors.numberOutOfRange(path, part, value, min, max);
  });
}

export function ofRouters(lab: LabDeclaration): Problem[] {
  return lab.routers.flatMap((router) => [
    ...ofMachine(lab, router, "router", mostRouters),
    ...(router.attachments.length < 2
      ? [networkErrors.routerJoinsNothing(router.path, router.attachments.length)]
      : []),
  ]);
}

function ofMachine(lab: LabDeclaration, machine: MachineDeclaration, what: string, most: number) {
  const { path, name, number, attachments } = machine;
  const found: Problem[] = [];
  if (!isName(name)) found.push(labErrors.badName(path, what, name));
  if (!within(number, 1, most))
    found.push(labErrors.numberOutOfRange(path, `${what} number`, number, 1, most));
  const segments = lab.segments.map((segment) => segment.name);
  for (const [index, { segment, address }] of attachments.entries()) {
    if (typeof segment !== "string") found.push(networkErrors.notASegment(path, segment));
    else if (!segments.includes(segment))
      found.push(labErrors.unknownName(path, "segment", segment, segments));
    else if (
      isOne(segment, segments) &&
      attachments.slice(0, index).some((other) => other.segment === segment)
    )
      found.push(networkErrors.twiceOnSegment(path, segment));
    if (address !== undefined && !isAddress(address)) found.push(networkErrors.badAddress(path, address));
  }
  return found;
}

/** False for a name that two segments have: that is complained of already. */
const isOne = (name: string, names: readonly string[]): boolean =>
  names.indexOf(name) === names.lastIndexOf(name);

/** More workloads than a host's subnet has addresses for: the next would have those of the next host. */
export function ofWorkloads({ hosts, modes }: LabDeclaration): Problem[] {
  const [declared] = modes;
  if (!declared) return [];
  const { subnet, capacity } = declared.mode.addressing;
  return hosts
    .filter(({ number, workloads }) => workloads.length > capacity && within(number, 1, mostHosts))
    .map(({ path, number, workloads }) =>
      labErrors.tooManyWorkloads(path, workloads.length, subnet(number), capacity),
    );
}

/** Machines and workloads share one set of names, so that `underlay exec LAB NAME` needs no more; probes have theirs. */
export function ofNames(lab: LabDeclaration): Problem[] {
  const machines = [...lab.hosts.flatMap((host) => [host, ...host.workloads]), ...lab.routers];
  const probes = lab.probes.map(({ path, spec }) => ({ path, name: spec.name }));
  return [...repeated(machines), ...repeated(probes)];
}

function repeated(named: readonly { path: string; name: string }[]): Problem[] {
  return named.flatMap(({ path, name }, index) => {
    const other = named.slice(0, index).find((earlier) => earlier.name === name);
    return other ? [labErrors.nameTaken(path, name, other.path)] : [];
  });
}
