import { overlaps } from "../cidr.ts";
import type { Problem } from "../errors.ts";
import { engineNameTaken } from "../lab-errors.ts";
import { type LabSpec, machinesOf } from "../lab-spec.ts";
import { networksOverlap } from "../network-errors.ts";

interface Placed {
  readonly lab: string;
  readonly problem: Problem;
}

/**
 * Labs that could not be up together: their segments overlap, or their machines or segments would have the same name on
 * the engine (`lab-a` with a host `b-host1`, and `lab-a-b` with a host `host1`). Each is named at both.
 */
export function overlapsBetween(labs: readonly LabSpec[]): Placed[] {
  const segments = labs.flatMap((lab) => lab.segments.map((segment) => ({ lab, ...segment })));
  const networks = pairs(segments, (a, b) => overlaps(a.cidr, b.cidr)).map(([own, other]) =>
    at(own.lab, networksOverlap(pathOf(own), own.cidr, pathOf(other), other.cidr)),
  );
  const named = [
    ...segments.map(({ lab, name, network }) => ({ lab, name, taken: `network ${network}` })),
    ...labs.flatMap((lab) =>
      machinesOf(lab).map(({ name, container }) => ({ lab, name, taken: `container ${container}` })),
    ),
  ];
  const names = pairs(named, (a, b) => a.taken === b.taken).map(([own, other]) =>
    at(own.lab, engineNameTaken(pathOf(own), own.taken, pathOf(other))),
  );
  return [...networks, ...names];
}

const at = ({ name: lab }: LabSpec, problem: Problem): Placed => ({ lab, problem });

const pathOf = ({ lab, name }: { readonly lab: LabSpec; readonly name: string }): string =>
  `${lab.name}/${name}`;

/** Those of different labs that clash, each with its other. */
function pairs<T extends { readonly lab: LabSpec }>(
  all: readonly T[],
  clash: (a: T, b: T) => boolean,
): (readonly [T, T])[] {
  return all.flatMap((own) =>
    all.filter((other) => other.lab !== own.lab && clash(own, other)).map((other) => [own, other] as const),
  );
}
