import type { LabDeclaration, ProbeDeclaration } from "../model/declaration.ts";
import type { Problem } from "../model/errors.ts";
import * as labErrors from "../model/lab-errors.ts";
import type { ProbeSpec } from "../model/lab-spec.ts";
import { isName } from "../model/names.ts";
import type { Ends } from "./ends.ts";
import type { AnyKind } from "./kind.ts";
import { kindNamed, kindNames } from "./kinds.ts";
import { isEnd, type Rule, unknownOptions } from "./options.ts";

/** A probe as a lab file adds it. */
export function declareProbe(path: string, spec: ProbeSpec): ProbeDeclaration {
  const kind = kindNamed(spec.kind);
  return {
    path,
    spec,
    expectsSilence: kind?.expectsSilence?.(spec) ?? false,
    problems: (lab) => [
      ...(isName(spec.name) ? [] : [labErrors.badName(path, "probe", spec.name)]),
      ...(kind ? ofKind(kind, spec, lab, path) : [labErrors.unknownProbeKind(path, spec.kind, kindNames)]),
    ],
  };
}

/** Seconds that a probe may take: an interrupted run should lose little. */
const longest = 3600;

function ofKind(kind: AnyKind, spec: ProbeSpec, lab: LabDeclaration, path: string): Problem[] {
  const rules = Object.entries(kind.rules) as [keyof ProbeSpec, Rule<ProbeSpec>][];
  const options = rules.flatMap(([name, rule]) =>
    rule.complaints({ path, name, value: spec[name], spec, lab }),
  );
  const { from, to } = spec as Partial<Ends>;
  return [
    ...unknownOptions(path, `a probe of kind ${kind.kind}`, ["name", ...Object.keys(kind.rules)], spec),
    ...options,
    ...(isEnd(from) && isEnd(to) && from.name === to.name ? [labErrors.sameEnds(path, from.name)] : []),
    ...(kind.problems?.(spec, lab, path) ?? []),
    ...(options.length > 0 ? [] : tooLong(kind.seconds?.(spec) ?? 0, path)),
  ];
}

const tooLong = (seconds: number, path: string): Problem[] =>
  seconds > longest ? [labErrors.probeTooLong(path, Math.ceil(seconds), longest)] : [];
