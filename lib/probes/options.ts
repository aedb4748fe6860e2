import type { LabDeclaration } from "../model/declaration.ts";
import type { Problem } from "../model/errors.ts";
import * as labErrors from "../model/lab-errors.ts";
import type { WorkloadRef } from "../model/lab-spec.ts";

/**
 * What a probe's option may be. Lab files are not type-checked when they run, so every rule takes whatever was given;
 * what it lets through is of the option's type.
 */
export type Rule<Spec> = (option: Given<Spec>) => Problem[];

/** One rule for each option of a kind: a new option does not compile until it has its rule. */
export type Rules<Spec> = {
  readonly [Option in Exclude<keyof Spec, "kind" | "name">]: Rule<Spec>;
};

export interface Given<Spec> {
  /** The probe's construct path. */
  readonly path: string;
  readonly name: string;
  readonly value: unknown;
  /** The probe as a whole; its other options may be unsound. */
  readonly spec: Spec;
  readonly lab: LabDeclaration;
}

const rule =
  (allowed: string, accepts: (value: unknown) => boolean): Rule<unknown> =>
  ({ path, name, value }) =>
    accepts(value) ? [] : [labErrors.badOption(path, name, value, allowed)];

const isWhole = (value: unknown, min: number, max: number): boolean =>
  Number.isInteger(value) && isWithin(value, min, max);

const isWithin = (value: unknown, min: number, max: number): boolean =>
  typeof value === "number" && min <= value && value <= max;

export const whole = (min: number, max: number): Rule<unknown> =>
  rule(`a whole number from ${min} to ${max}`, (value) => isWhole(value, min, max));

export const number = (min: number, max: number): Rule<unknown> =>
  rule(`a number from ${min} to ${max}`, (value) => isWithin(value, min, max));

/** Null where there is no such limit. */
export const wholeOrNone = (min: number, max: number): Rule<unknown> =>
  rule(
    `a whole number from ${min} to ${max}, or leave it out`,
    (value) => value === null || isWhole(value, min, max),
  );

/** A list without repetitions: the results are told apart by these numbers. */
export const wholes = (min: number, max: number, most: number): Rule<unknown> =>
  rule(
    `a list of 1 to ${most} different whole numbers from ${min} to ${max}`,
    (value) =>
      Array.isArray(value) &&
      isWithin(value.length, 1, most) &&
      new Set(value).size === value.length &&
      // Array.from, because `every` passes over the holes of a list.
      Array.from(value).every((each) => isWhole(each, min, max)),
  );

export const flag: Rule<unknown> = rule("true or false", (value) => typeof value === "boolean");

export const oneOf = (...words: readonly string[]): Rule<unknown> =>
  rule(words.map((word) => JSON.stringify(word)).join(" or "), (value) => words.includes(value as string));

/** A Linux device: at most 15 characters, none of them a slash or a space. Null for that of the segment. */
export const deviceOrNone: Rule<unknown> = rule(
  'the name of a device, e.g. "docker0", or leave it out',
  (value) => value === null || (typeof value === "string" && /^[A-Za-z0-9_][\w.@-]{0,14}$/.test(value)),
);

export const isEnd = (value: unknown): value is WorkloadRef => {
  const { name, host } = Object(value) as Partial<Record<keyof WorkloadRef, unknown>>;
  return typeof name === "string" && typeof host === "string";
};

/** A workload of the lab. */
export const workload: Rule<unknown> = (given) => endComplaints(given, []);

/** A workload of the lab, or one of its hosts by itself. */
export const workloadOrHost: Rule<unknown> = (given) =>
  endComplaints(
    given,
    given.lab.hosts.map(({ name }) => name),
  );

/** A workload of the lab, or one that is there only meanwhile. */
export const workloadOr =
  <Spec>(meanwhile: (spec: Spec) => WorkloadRef | undefined): Rule<Spec> =>
  (given) => {
    const other = meanwhile(given.spec);
    const isIt = isEnd(given.value) && given.value.name === other?.name && given.value.host === other.host;
    return isIt ? [] : endComplaints(given, []);
  };

function endComplaints(
  { path, name: option, value, lab }: Omit<Given<unknown>, "spec">,
  hosts: readonly string[],
): Problem[] {
  const workloads = lab.hosts.flatMap((host) =>
    host.workloads.map(({ name }) => ({ name, host: host.name })),
  );
  const known = workloads.map(({ name }) => name);
  if (!isEnd(value))
    return [
      labErrors.badOption(
        path,
        option,
        value,
        `a workload, e.g. host.workload("client"). Known: ${known.join(", ")}`,
      ),
    ];
  const { name, host } = value;
  if (name === host && hosts.includes(name)) return [];
  if (!known.includes(name)) return [labErrors.unknownName(path, "workload", name, known)];
  const there = workloads.filter((each) => each.host === host).map((each) => each.name);
  return there.includes(name) ? [] : [labErrors.unknownName(path, `workload of ${host}`, name, there)];
}
