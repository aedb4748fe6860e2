import { LabError, type Problem } from "../../model/errors.ts";
import type { LabSpec, ProbeSpec } from "../../model/lab-spec.ts";
import { unknownName } from "../../model/names.ts";
import { kindOf } from "../../probes/kinds.ts";
import type { Hardware } from "../hardware.ts";
import { type AskedComparison, type Candidate, readyOf } from "./candidates.ts";
import { comparedProbe } from "./compared.ts";
import { hardwareProblems } from "./hardware-problems.ts";
import { comparableProbes, probeProblems, sharedNames } from "./shared-probes.ts";
import { ratiosOf, roundsFor } from "./together.ts";

/** What will be measured: everything about it is known to fit. */
export interface ComparisonPlan {
  readonly labs: readonly LabSpec[];
  readonly hardware: Hardware;
  readonly probes: readonly string[];
  readonly rounds: number;
}

/** Throws a LabError with all that keeps these labs from being compared; `known` are the labs that there are. */
export function planComparison(
  asked: AskedComparison,
  candidates: readonly Candidate[],
  known: readonly string[],
): ComparisonPlan {
  const ready = readyOf(candidates);
  const labs = ready.map(({ lab }) => lab);
  const problems = [
    ...nameProblems(asked, known),
    ...candidates.flatMap(({ name, lab }) =>
      lab ? [] : { path: name, message: unknownName("There is no such lab", name, known, "Known labs") },
    ),
    ...hardwareProblems(candidates, asked.hostKind),
    ...(labs.length > 1 || asked.path ? probeProblems(labs, asked.only).map(about) : []),
  ];
  const [first] = ready;
  if (problems.length > 0 || !first) throw new LabError(problems);
  const probes = sharedNames(labs).filter((name) => asked.only?.includes(name) ?? true);
  const compared = turnProbes(first.lab, probes).map((spec) => comparedProbe.parse(spec));
  const rounds = asked.rounds ?? roundsFor(ratiosOf(labs.length, compared));
  return { labs, hardware: first.hardware, probes, rounds };
}

const about = (message: string): Problem => ({ path: "compare", message });

function nameProblems({ labs: names, path }: AskedComparison, known: readonly string[]): Problem[] {
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  const list = known.length > 0 ? ` Known labs: ${known.join(", ")}.` : "";
  return [
    ...twice.map((name) =>
      about(`The lab ${name} is named twice. Name each lab once; --rounds measures it again.`),
    ),
    ...(new Set(names).size < (path ? 1 : 2)
      ? [
          about(
            `There is nothing to compare ${names[0] ?? "yet"}${names[0] ? " with" : ""}. Name two labs or more, e.g. npx underlay compare lab-udp-routed lab-vxlan-routed.${list}`,
          ),
        ]
      : []),
  ];
}

/** The lab with the chosen probes alone, one sample of each: rounds make the samples. */
export const turnProbes = (lab: LabSpec, names: readonly string[]): ProbeSpec[] =>
  names.flatMap((name) => {
    const probe = comparableProbes(lab).find((candidate) => candidate.name === name);
    return (probe && kindOf(probe).comparison?.once(probe)) ?? [];
  });
