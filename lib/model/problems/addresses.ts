import { hostCapacity } from "../address-plan.ts";
import { range, toNumber } from "../cidr.ts";
import type { LabDeclaration } from "../declaration.ts";
import type * as errors from "../errors.ts";
import { type LabSpec, machinesOf, type SegmentSpec } from "../lab-spec.ts";
import * as networkErrors from "../network-errors.ts";

/** Addresses outside their segment, and addresses or workload subnets that two machines have. */
export function ofAddresses(lab: LabDeclaration, resolved: LabSpec): errors.Problem[] {
  const owners = new Map<string, string>();
  const declared = [...lab.hosts, ...lab.routers];
  return machinesOf(resolved).flatMap((machine, index) => {
    const { path = machine.name, attachments = [] } = declared[index] ?? {};
    const found = machine.interfaces.flatMap(({ address, segment: name }) => {
      const segment = resolved.segments.find((candidate) => candidate.name === name);
      if (!segment || isHostAddress(segment, address)) return [];
      const given = attachments.find((attachment) => attachment.segment === name)?.address;
      if (given !== undefined) return networkErrors.addressOutsideSegment(path, address, name, segment.cidr);
      const capacity = hostCapacity(range(segment.cidr).prefixLength);
      const what = machine.kind === "router" ? "Router" : "Host";
      return networkErrors.segmentFull(path, what, machine.number, name, segment.cidr, capacity);
    });
    const taken = [
      ...machine.interfaces.map(({ address }) => address),
      ...("workloadSubnet" in machine ? [machine.workloadSubnet] : []),
    ].flatMap((address) => {
      const owner = owners.get(address);
      owners.set(address, owner ?? path);
      return owner === undefined ? [] : networkErrors.addressTaken(path, address, owner);
    });
    return [...found, ...taken];
  });
}

function isHostAddress(segment: SegmentSpec, address: string): boolean {
  const { first, last } = range(segment.cidr);
  const value = toNumber(address);
  return first < value && value < last - 1;
}
