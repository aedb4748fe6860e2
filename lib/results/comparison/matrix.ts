import { plural } from "../../figures/format.ts";
import { LabError } from "../../model/errors.ts";
import type { HostSpec, LabSpec } from "../../model/lab-spec.ts";
import { unknownName } from "../../model/names.ts";
import { routersBetween } from "../../model/routing.ts";
import { endsOf } from "../../probes/ends.ts";
import { comparableProbes } from "./shared-probes.ts";

/** Modes of whatever family. */
export const anyFamily = "all";

/** Labs that carry the same load the same way and differ in their mode, and the others of that family with what keeps them out. */
export interface Matrix {
  readonly labs: readonly string[];
  readonly leftOut: readonly { readonly lab: string; readonly reason: string }[];
}

/**
 * Chooses labs to compare the modes of a family by: of those whose measured ends are alike (hosts and segments of the same kind, as many
 * routers between them) the largest group, one lab for each mode; of groups of one size that with the fewest routers. The lab whose mode
 * adds least to a packet comes first, and the others are set against it. Throws a LabError where there are not two.
 */
export function matrixOf(family: string, labs: readonly LabSpec[]): Matrix {
  const own = labs.filter(({ mode }) => family === anyFamily || mode.family === family);
  if (own.length === 0) throw new LabError([unknownFamily(family, labs)]);
  const measured = own.flatMap((lab) => {
    const way = lab.expectBroken === null ? wayOf(lab) : undefined;
    return way ? [{ lab, way }] : [];
  });
  const chosen = largest(measured);
  const [one] = chosen;
  if (!one || chosen.length < 2)
    throw new LabError([
      {
        path: "compare",
        message: `No two labs with modes of the family "${family}" carry the same load the same way. Labs that share a function, as those of labs/shapes do, differ in the mode alone.`,
      },
    ]);
  const isChosen = ({ name }: LabSpec) => chosen.some(({ lab }) => lab.name === name);
  return {
    labs: chosen.map(({ lab }) => lab.name),
    leftOut: own
      .filter((lab) => !isChosen(lab))
      .map((lab) => ({
        lab: lab.name,
        reason: reasonAgainst(lab, measured.find((each) => each.lab === lab)?.way, one.way),
      })),
  };
}

interface Measured {
  readonly lab: LabSpec;
  readonly way: Way;
}

/** What lies between the ends of a lab's load, and what they are. */
interface Way {
  readonly routers: number;
  readonly kinds: string;
  /** All of it. */
  readonly key: string;
}

/** Of the first probe whose figures are compared; undefined where there is none, or its ends share a host. */
function wayOf(lab: LabSpec): Way | undefined {
  const [ends] = comparableProbes(lab).flatMap((probe) => endsOf(probe) ?? []);
  const [from, to] = [ends?.from, ends?.to].map((end) => lab.hosts.find(({ name }) => name === end?.host));
  if (!from || !to || from === to) return undefined;
  const routers = routersBetween(from, to, lab.routers);
  const segments = new Set(lab.segments.map(({ mtu, impairment }) => JSON.stringify({ mtu, impairment })));
  const key = JSON.stringify([routers, [from, to].map(hardwareOf), [...segments].sort()]);
  return { routers, kinds: [...new Set([from.kind, to.kind])].join(", "), key };
}

const hardwareOf = ({ kind, vm, limits, firstId }: HostSpec) => [kind, vm, limits, firstId === null];

function largest(measured: readonly Measured[]): Measured[] {
  const groups = new Map<string, Measured[]>();
  for (const each of byName(measured)) {
    const group = groups.get(each.way.key) ?? [];
    // One lab is enough for a mode.
    if (!group.some(({ lab }) => lab.mode.name === each.lab.mode.name)) group.push(each);
    groups.set(each.way.key, group);
  }
  const [first = []] = [...groups.values()].sort(
    (a, b) => b.length - a.length || (a[0]?.way.routers ?? 0) - (b[0]?.way.routers ?? 0),
  );
  return first.toSorted((a, b) => a.lab.mode.overhead - b.lab.mode.overhead);
}

const byName = (measured: readonly Measured[]): Measured[] =>
  measured.toSorted((a, b) => (a.lab.name < b.lab.name ? -1 : 1));

function reasonAgainst(lab: LabSpec, way: Way | undefined, chosen: Way): string {
  if (lab.expectBroken !== null) return "it is meant to fail";
  if (!way) return "it has no load between two hosts";
  if (way.key === chosen.key) return `another lab has its mode, ${lab.mode.name}`;
  if (way.kinds !== chosen.kinds) return `it has ${way.kinds} hosts`;
  if (way.routers !== chosen.routers)
    return `it has ${way.routers === 0 ? "no router" : plural(way.routers, "router")} between its ends`;
  return "its hosts or segments are others";
}

function unknownFamily(family: string, labs: readonly LabSpec[]) {
  const families = [...new Set(labs.map(({ mode }) => mode.family))].sort();
  const message = unknownName(`No lab has a mode of the family "${family}"`, family, [
    ...families,
    anyFamily,
  ]);
  return { path: "compare", message };
}
