import type { LabSpec, ProbeSpec } from "../../model/lab-spec.ts";
import { unknownName } from "../../model/names.ts";
import { kindOf } from "../../probes/kinds.ts";
import { comparedKinds, isCompared } from "./compared.ts";

/** The lab's probes whose figures are compared. */
export const comparableProbes = ({ probes }: LabSpec): ProbeSpec[] => probes.filter(isCompared);

/** The names of the probes that all labs have, in the first one's order, and of the same kind. */
export function sharedNames([first, ...others]: readonly LabSpec[]): string[] {
  if (!first) return [];
  return comparableProbes(first)
    .filter(({ name, kind }) =>
      others.every((lab) =>
        comparableProbes(lab).some((probe) => probe.name === name && probe.kind === kind),
      ),
    )
    .map(({ name }) => name);
}

/** Why these probes cannot be compared; empty when they can. */
export function probeProblems(labs: readonly LabSpec[], only: readonly string[] | undefined): string[] {
  const shared = sharedNames(labs);
  const strangers = only?.filter((name) => !shared.includes(name)) ?? [];
  const chosen = shared.filter((name) => only?.includes(name) ?? true);
  return [
    ...strangers.map((name) => {
      const missing = `There is no probe "${name}" of the kinds ${comparedKinds} in each of the labs`;
      return unknownName(missing, name, shared, "Shared by all");
    }),
    ...(shared.length === 0 && only === undefined
      ? [
          `The labs share no probe of the kinds ${comparedKinds}. ${labs.map((lab) => `${lab.name} has: ${namesOf(lab)}`).join("; ")}. Give them one of the same name, as measure() in labs/shapes does.`,
        ]
      : []),
    ...chosen.flatMap((name) => settingsProblem(labs, name, shared)),
  ];
}

const namesOf = (lab: LabSpec): string =>
  comparableProbes(lab)
    .map(({ name, kind }) => (name === kind ? name : `${name} (${kind})`))
    .join(", ") || "none";

/** Probes of one name must also have the same settings: a throughput over 2 s cannot be compared with one over 10 s. */
function settingsProblem(labs: readonly LabSpec[], name: string, shared: readonly string[]): string[] {
  const settings = labs.map((lab) => ({ lab: lab.name, text: settingsText(lab, name) }));
  if (new Set(settings.map(({ text }) => text)).size < 2) return [];
  const others = shared.filter((other) => other !== name);
  const without = others.length > 0 ? `, or leave it out with --only ${others.join(" ")}` : "";
  return [
    `The probe "${name}" is not the same in all labs: ${settings.map(({ lab, text }) => `${text} in ${lab}`).join(", ")}. Make it the same in their files${without}.`,
  ];
}

function settingsText(lab: LabSpec, name: string): string {
  const probe = comparableProbes(lab).find((candidate) => candidate.name === name);
  return (probe && kindOf(probe).comparison?.inWords(probe)) ?? "none";
}
