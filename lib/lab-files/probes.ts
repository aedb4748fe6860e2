import type { Host } from "../constructs/host.ts";
import type { Lab } from "../constructs/lab.ts";
import type { ProbeSpec, WorkloadRef } from "../model/lab-spec.ts";
import { kindNamed, probeChoices } from "../probes/kinds.ts";
import type { Rule } from "../probes/options.ts";
import type { Path } from "../yaml/document.ts";
import type { Chosen, Shape } from "../yaml/shape.ts";

/**
 * Adds the probes that a document lists, each by its kind's name, or by that and its options. Returns how many: one of a kind that
 * there is not is refused.
 */
export function addProbes(
  lab: Lab,
  hosts: readonly Host[],
  shape: Shape,
  value: unknown,
  path: Path,
  places: Map<string, Path>,
): number {
  const ends = endsOf(hosts);
  const all = shape.list(value).flatMap((item, index) => {
    const at = Array.isArray(value) ? [...path, index] : path;
    return shape.choice(item, at, "kind of probe", probeChoices) ?? [];
  });
  for (const chosen of all) {
    const job = lab.probe(chosen.choice.make(optionsOf(chosen, shape, ends)));
    places.set(job.node.path, chosen.path);
  }
  return all.length;
}

/** As lab files in TypeScript give them: ends are parts of the lab, and not their names. */
function optionsOf(
  { name, options, path }: Chosen<ProbeSpec>,
  shape: Shape,
  ends: ReadonlyMap<unknown, WorkloadRef>,
): object {
  const rules: Readonly<Record<string, Rule<ProbeSpec>>> = kindNamed(name)?.rules ?? {};
  return Object.fromEntries(
    Object.entries(options).map(([option, value]) => {
      const { isEnd = false, choices } = rules[option] ?? {};
      if (choices) return [option, shape.made(value, [...path, option], option, choices)];
      // One that the lab does not have keeps its name, for the complaint about it.
      return [option, isEnd ? (ends.get(value) ?? { name: value, host: "" }) : value];
    }),
  );
}

/** Workloads and hosts by their names. */
function endsOf(hosts: readonly Host[]): ReadonlyMap<unknown, WorkloadRef> {
  const all = hosts.flatMap((host) => [
    { name: host.name, host: host.name },
    ...host.workloads.map(({ name }) => ({ name, host: host.name })),
  ]);
  return new Map(all.map((end) => [end.name, end]));
}
