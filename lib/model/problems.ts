import { addressBlock, hostCapacity, instances, slots, workloadNetwork } from "./address-plan.ts";
import { isNetwork, overlaps, range, toNumber } from "./cidr.ts";
import type { HostDeclaration, LabDeclaration, ProbeDeclaration, SegmentDeclaration } from "./declaration.ts";
import type { Problem } from "./errors.ts";
import * as errors from "./errors.ts";
import type { LabSpec, SegmentSpec } from "./lab-spec.ts";
import { isName } from "./names.ts";
import { resolveLab } from "./resolve.ts";

/** The smallest MTU that IPv4 allows a link (RFC 791: every module must forward 68 octets; hosts must take 576). */
const smallestMtu = 576;

/** All that is wrong with a finished lab; empty when it can be resolved and deployed. */
export function problems(lab: LabDeclaration): Problem[] {
  const alone = [
    ...ofLab(lab),
    ...lab.segments.flatMap(ofSegment),
    ...lab.hosts.flatMap((host) => ofHost(lab, host)),
  ];
  const names = ofNames(lab);
  // Addresses exist only for a lab whose parts are sound in themselves.
  if (alone.length > 0 || lab.modes.length !== 1) return [...alone, ...names, ...ofProbes(lab)];
  const resolved = resolveLab(lab);
  return [
    ...names,
    ...ofProbes(lab),
    ...ofSpace(lab, resolved),
    ...ofAddresses(lab, resolved),
    ...ofMode(lab, resolved),
  ];
}

function ofLab(lab: LabDeclaration): Problem[] {
  const found: Problem[] = [];
  if (!within(lab.slot, 0, slots - 1))
    found.push(errors.numberOutOfRange(lab.path, "slot", lab.slot, 0, slots - 1));
  if (!within(lab.instance, 0, instances - 1))
    found.push(errors.numberOutOfRange(lab.path, "instance", lab.instance, 0, instances - 1));
  if (lab.hosts.length === 0) found.push(errors.noHosts(lab.path));
  const [first, second] = lab.modes;
  if (!first) found.push(errors.noMode(lab.path));
  if (first && second) found.push(errors.twoModes(second.path, first.path));
  return found;
}

function ofSegment({ path, name, cidr, prefixLength, mtu }: SegmentDeclaration): Problem[] {
  const found: Problem[] = [];
  if (!isName(name)) found.push(errors.badName(path, "segment", name));
  if (cidr !== undefined && !isNetwork(cidr)) found.push(errors.badNetwork(path, cidr));
  if (prefixLength !== undefined && !within(prefixLength, 22, 29))
    found.push(errors.numberOutOfRange(path, "prefixLength", prefixLength, 22, 29));
  if (!within(mtu, smallestMtu, 65535))
    found.push(errors.numberOutOfRange(path, "mtu", mtu, smallestMtu, 65535));
  return found;
}

function ofHost(lab: LabDeclaration, host: HostDeclaration): Problem[] {
  const found: Problem[] = [];
  if (!isName(host.name)) found.push(errors.badName(host.path, "host", host.name));
  if (!within(host.number, 1, 255))
    found.push(errors.numberOutOfRange(host.path, "host number", host.number, 1, 255));
  const segments = lab.segments.map(({ name }) => name);
  for (const { segment } of host.attachments)
    if (!segments.includes(segment)) found.push(errors.unknownName(host.path, "segment", segment, segments));
  for (const workload of host.workloads)
    if (!isName(workload.name)) found.push(errors.badName(workload.path, "workload", workload.name));
  return found;
}

/** Hosts and workloads share one set of names, so that `underlay exec LAB NAME` needs no more; probes have theirs. */
function ofNames(lab: LabDeclaration): Problem[] {
  const machines = lab.hosts.flatMap((host) => [host, ...host.workloads]);
  const probes = lab.probes.map(({ path, spec }) => ({ path, name: spec.name }));
  return [...repeated(machines), ...repeated(probes)];
}

function repeated(named: readonly { path: string; name: string }[]): Problem[] {
  return named.flatMap(({ path, name }, index) => {
    const other = named.slice(0, index).find((earlier) => earlier.name === name);
    return other ? [errors.nameTaken(path, name, other.path)] : [];
  });
}

function ofProbes(lab: LabDeclaration): Problem[] {
  const hosts = lab.hosts.map(({ name }) => name);
  const workloads = lab.hosts.flatMap((host) => host.workloads.map(({ name }) => name));
  return lab.probes.flatMap(({ path, spec }: ProbeDeclaration) => {
    const found: Problem[] = [];
    if (!isName(spec.name)) found.push(errors.badName(path, "probe", spec.name));
    if ("on" in spec && !hosts.includes(spec.on))
      found.push(errors.unknownName(path, "host", spec.on, hosts));
    if ("from" in spec) {
      for (const { name } of [spec.from, spec.to])
        if (!workloads.includes(name)) found.push(errors.unknownName(path, "workload", name, workloads));
      if (spec.from.name === spec.to.name) found.push(errors.sameEnds(path, spec.from.name));
    }
    return found;
  });
}

function ofSpace(lab: LabDeclaration, { segments }: LabSpec): Problem[] {
  const block = addressBlock(lab.slot, lab.instance);
  const used = new Set(lab.hosts.flatMap((host) => host.attachments.map(({ segment }) => segment)));
  const resolved = (name: string) => segments.find((segment) => segment.name === name);
  return lab.segments.flatMap((segment, index) => {
    const found: Problem[] = [];
    if (!used.has(segment.name)) found.push(errors.segmentWithoutHosts(segment.path));
    const cidr = resolved(segment.name)?.cidr;
    if (cidr === undefined)
      return [...found, errors.segmentDoesNotFit(segment.path, segment.prefixLength ?? 26, block)];
    if (overlaps(cidr, workloadNetwork))
      found.push(errors.networksOverlap(segment.path, cidr, "the workloads of every lab", workloadNetwork));
    for (const earlier of lab.segments.slice(0, index)) {
      const other = resolved(earlier.name)?.cidr;
      if (other && overlaps(cidr, other))
        found.push(errors.networksOverlap(segment.path, cidr, earlier.path, other));
    }
    return found;
  });
}

function ofAddresses(lab: LabDeclaration, resolved: LabSpec): Problem[] {
  const owners = new Map<string, string>();
  const found: Problem[] = [];
  resolved.hosts.forEach((host, index) => {
    const path = lab.hosts[index]?.path ?? host.name;
    for (const { address, segment: name } of host.interfaces) {
      const segment = resolved.segments.find((candidate) => candidate.name === name);
      if (segment && !isHostAddress(segment, address)) {
        const capacity = hostCapacity(range(segment.cidr).prefixLength);
        const planned = lab.hosts[index]?.attachments.every((attachment) => attachment.address === undefined);
        found.push(
          planned
            ? errors.segmentFull(path, host.number, name, segment.cidr, capacity)
            : errors.addressOutsideSegment(path, address, name, segment.cidr),
        );
      }
      const owner = owners.get(address);
      if (owner) found.push(errors.addressTaken(path, address, owner));
      owners.set(address, owner ?? path);
    }
    const twin = resolved.hosts.slice(0, index).findIndex(({ number }) => number === host.number);
    if (twin >= 0) found.push(errors.addressTaken(path, host.workloadSubnet, lab.hosts[twin]?.path ?? ""));
  });
  return found;
}

function isHostAddress(segment: SegmentSpec, address: string): boolean {
  const { first, last } = range(segment.cidr);
  const value = toNumber(address);
  return first < value && value < last - 1;
}

function ofMode(lab: LabDeclaration, { mode, segments, hosts }: LabSpec): Problem[] {
  const found: Problem[] = [];
  for (const segment of lab.segments)
    if (segment.mtu - mode.overhead < smallestMtu)
      found.push(errors.mtuTooSmall(segment.path, segment.mtu, mode.overhead, mode.name, smallestMtu));
  const joined = segments.some(({ name }) =>
    hosts.every((host) => host.interfaces.some((link) => link.segment === name)),
  );
  const [declared] = lab.modes;
  if (declared?.mode.needsL2 && !joined)
    found.push(
      errors.needsNeighbours(
        declared.path,
        mode.name,
        segments.map(({ name }) => name),
      ),
    );
  return found;
}

function within(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && min <= value && value <= max;
}
