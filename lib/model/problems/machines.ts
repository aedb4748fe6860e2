import type { HostDeclaration, LabDeclaration, MachineDeclaration } from "../declaration.ts";
import * as errors from "../errors.ts";
import { type VmSize, vmLimits } from "../host-kinds.ts";
import { isName } from "../names.ts";
import { within } from "./within.ts";

export function ofHosts(lab: LabDeclaration): errors.Problem[] {
  return lab.hosts.flatMap((host) => [
    ...ofMachine(lab, host, "host", 255),
    ...ofVm(host),
    ...host.workloads
      .filter(({ name }) => !isName(name))
      .map(({ path, name }) => errors.badName(path, "workload", name)),
  ]);
}

function ofVm({ path, vm }: HostDeclaration): errors.Problem[] {
  if (vm === null) return [];
  return Object.entries(vmLimits).flatMap(([part, { min, max }]) => {
    const value = vm[part as keyof VmSize];
    return within(value, min, max) ? [] : errors.numberOutOfRange(path, part, value, min, max);
  });
}

export function ofRouters(lab: LabDeclaration): errors.Problem[] {
  return lab.routers.flatMap((router) => [
    ...ofMachine(lab, router, "router", 60),
    ...(router.attachments.length < 2
      ? [errors.routerJoinsNothing(router.path, router.attachments.length)]
      : []),
  ]);
}

function ofMachine(lab: LabDeclaration, machine: MachineDeclaration, what: string, most: number) {
  const { path, name, number, attachments } = machine;
  const found: errors.Problem[] = [];
  if (!isName(name)) found.push(errors.badName(path, what, name));
  if (!within(number, 1, most)) found.push(errors.numberOutOfRange(path, `${what} number`, number, 1, most));
  const segments = lab.segments.map((segment) => segment.name);
  for (const { segment } of attachments)
    if (!segments.includes(segment)) found.push(errors.unknownName(path, "segment", segment, segments));
  return found;
}

/** Machines and workloads share one set of names, so that `underlay exec LAB NAME` needs no more; probes have theirs. */
export function ofNames(lab: LabDeclaration): errors.Problem[] {
  const machines = [...lab.hosts.flatMap((host) => [host, ...host.workloads]), ...lab.routers];
  const probes = lab.probes.map(({ path, spec }) => ({ path, name: spec.name }));
  return [...repeated(machines), ...repeated(probes)];
}

function repeated(named: readonly { path: string; name: string }[]): errors.Problem[] {
  return named.flatMap(({ path, name }, index) => {
    const other = named.slice(0, index).find((earlier) => earlier.name === name);
    return other ? [errors.nameTaken(path, name, other.path)] : [];
  });
}
