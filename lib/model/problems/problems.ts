import type { LabDeclaration } from "../declaration.ts";
import type { Problem } from "../errors.ts";
import { resolveLab } from "../resolve.ts";
import { ofAddresses } from "./addresses.ts";
import { ofClaims } from "./claims.ts";
import { ofLab } from "./lab.ts";
import { ofHosts, ofNames, ofRouters, ofWorkloads } from "./machines.ts";
import { ofMode } from "./mode.ts";
import { ofReach } from "./reach.ts";
import { ofSegments, ofSpace } from "./segments.ts";

/** All that is wrong with a finished lab; empty when it can be resolved and deployed. */
export function problems(lab: LabDeclaration): Problem[] {
  const alone = [
    ...(lab.misuses ?? []),
    ...ofLab(lab),
    ...ofClaims(lab),
    ...ofSegments(lab),
    ...ofHosts(lab),
    ...ofRouters(lab),
  ];
  const ofProbes = lab.probes.flatMap((probe) => probe.problems(lab));
  const named = [...ofNames(lab), ...ofProbes, ...ofWorkloads(lab)];
  // Addresses exist only for a lab whose parts are sound in themselves.
  if (alone.length > 0) return [...alone, ...named];
  const resolved = resolveLab(lab);
  const space = ofSpace(lab, resolved);
  const addresses = ofAddresses(lab, resolved);
  // Ways between machines are looked for only where every machine has an address.
  const reach = space.length + addresses.length === 0 ? ofReach(lab, resolved) : [];
  return [...named, ...space, ...addresses, ...ofMode(lab, resolved), ...reach];
}
