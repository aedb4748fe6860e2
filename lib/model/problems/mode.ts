import type { LabDeclaration } from "../declaration.ts";
import type { Problem } from "../errors.ts";
import * as labErrors from "../lab-errors.ts";
import type { LabSpec } from "../lab-spec.ts";
import * as networkErrors from "../network-errors.ts";
import { areNeighbours } from "../routing.ts";
import { smallestMtu } from "./segments.ts";

/** What the lab's mode asks of its segments and hosts. */
export function ofMode(lab: LabDeclaration, resolved: LabSpec): Problem[] {
  const { mode, segments, hosts } = resolved;
  const found: Problem[] = [];
  const [declared] = lab.modes;
  if (!declared) return found;
  for (const complaint of declared.mode.complaints(resolved))
    found.push(typeof complaint === "string" ? { path: declared.path, message: complaint } : complaint);
  for (const segment of lab.segments)
    if (segment.mtu - mode.overhead < smallestMtu)
      found.push(networkErrors.mtuTooSmall(segment.path, segment.mtu, mode.overhead, mode.name, smallestMtu));
  if (declared.mode.singleHost && hosts.length > 1)
    found.push(labErrors.oneHostOnly(declared.path, mode.name, hosts.length));
  const apart = hosts.some((host, index) =>
    hosts.slice(0, index).some((other) => !areNeighbours(host, other)),
  );
  if (declared.mode.needsL2 && apart && lab.expectBroken === undefined)
    found.push(
      networkErrors.needsNeighbours(
        declared.path,
        mode.name,
        segments.map(({ name }) => name),
      ),
    );
  return found;
}
