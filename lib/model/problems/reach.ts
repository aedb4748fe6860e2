import { contains } from "../cidr.ts";
import type { LabDeclaration } from "../declaration.ts";
import type * as errors from "../errors.ts";
import type { HostSpec, LabSpec } from "../lab-spec.ts";
import * as networkErrors from "../network-errors.ts";

/** Hosts without a way to the first host (which runs the datastore), and segments too narrow for what crosses them. */
export function ofReach(lab: LabDeclaration, { hosts, mode }: LabSpec): errors.Problem[] {
  const [first, ...others] = hosts;
  if (!first) return [];
  const lost = others.flatMap((host) => {
    if (reaches(host, first) && reaches(first, host)) return [];
    const path = lab.hosts.find(({ name }) => name === host.name)?.path ?? host.name;
    const segments = host.interfaces.map(({ segment }) => segment);
    return networkErrors.noWay(path, segments, first.name, mode.needsDatastore);
  });
  return [...lost, ...narrow(lab, hosts)];
}

function reaches(from: HostSpec, to: HostSpec): boolean {
  const [target] = to.interfaces;
  if (!target) return false;
  return (
    from.interfaces.some(({ segment }) => segment === target.segment) ||
    from.routes.some(({ destination }) => contains(destination, target.address))
  );
}

/**
 * Hosts send packets as large as their own segment takes; a smaller one on the way would have to fragment or
 * drop them.
 */
function narrow({ segments }: LabDeclaration, hosts: readonly HostSpec[]): errors.Problem[] {
  const largest = Math.max(...hosts.flatMap(({ interfaces }) => interfaces[0]?.mtu ?? []));
  const wide = hosts.find(({ interfaces }) => interfaces[0]?.mtu === largest);
  return segments
    .filter(({ mtu }) => mtu < largest)
    .map(({ path, mtu }) => networkErrors.segmentTooNarrow(path, mtu, wide?.name ?? "", largest));
}
