import { isCompared, labClaimIds } from "../claim-ids.ts";
import type { LabDeclaration } from "../declaration.ts";
import type { Problem } from "../errors.ts";
import * as labErrors from "../lab-errors.ts";

/** What is wrong with the claims that a lab lists. */
export function ofClaims({ path, claims, probes }: LabDeclaration): Problem[] {
  const listed: unknown = claims;
  if (!Array.isArray(listed)) return [labErrors.notAClaimList(path, listed)];
  const untested = listed.length > 0 && probes.length === 0 ? [labErrors.claimsUntested(path)] : [];
  return [...claimFaults(path, listed).filter((fault) => fault !== null), ...untested];
}

/** What is wrong with each entry of a lab's list; null for a claim that its run can be judged by. */
export const claimFaults = (path: string, listed: readonly unknown[]): (Problem | null)[] =>
  // A hole in an array is an entry as well.
  Array.from(listed, (id, place) => {
    if (isCompared(id)) return labErrors.claimCompared(path, id);
    if (!labClaimIds.some((known) => known === id)) return labErrors.unknownClaim(path, id);
    return listed.indexOf(id) < place ? labErrors.claimTwice(path, id) : null;
  });
