import { LabError } from "../../model/errors.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { chosenSegments } from "../engine/free-instance.ts";

/** The first of a lab's copies: all seats are like it. Throws a LabError with what keeps the lab from having copies. */
export function firstCopy(lab: string, copies: readonly LabSpec[]): LabSpec {
  const first = copies.find(({ instance }) => instance === 1);
  if (!first)
    throw problem(
      lab,
      `The lab's file says which copy it is (instance), but each seat is a copy of its own. Leave instance out.`,
    );
  const chosen = chosenSegments(first).map(({ name, cidr }) => `${name} (${cidr})`);
  if (chosen.length > 0)
    throw problem(
      lab,
      `The lab's file says which network a segment has: ${chosen.join(", ")}. It would be the same at every seat. Leave cidr out: then each copy gets one.`,
    );
  return first;
}

const problem = (path: string, message: string): LabError => new LabError([{ path, message }]);
