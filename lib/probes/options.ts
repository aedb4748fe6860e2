import { z } from "zod";
import type { Choices } from "../model/choice.ts";
import type { LabDeclaration } from "../model/declaration.ts";
import type { Problem } from "../model/errors.ts";
import * as labErrors from "../model/lab-errors.ts";
import type { ProbeSpec, WorkloadRef } from "../model/lab-spec.ts";
import { nameSchema } from "../model/names.ts";
import { optionMisuses } from "../model/options.ts";

/**
 * What a probe's option may be. Lab files are not type-checked when they run, so every rule takes whatever was given;
 * what it lets through is of the option's type.
 */
export interface Rule<Spec> {
  /** What labs in YAML may have there: JSON Schema follows (docs/lab.schema.json). */
  readonly schema: z.ZodType;
  /** True for an option that is a workload or a host of the lab, which labs in YAML name. @default false */
  readonly isEnd?: boolean;
  /** True for an option that there must be. @default false */
  readonly isRequired?: boolean;
  /** What the option is one of, where each has options of its own. @default - it is a value */
  readonly choices?: Choices<unknown>;
  complaints(option: Given<Spec>): Problem[];
}

/** One rule for each option of a kind: a new option does not compile until it has its rule. */
export type Rules<Spec> = {
  readonly [Option in Exclude<keyof Spec, "kind" | "name">]: Rule<Spec>;
};

/** A probe's options, its name included. */
export const optionsOf = (rules: Rules<ProbeSpec>): z.ZodObject =>
  z.strictObject({
    name: nameSchema.optional(),
    ...Object.fromEntries(
      (Object.entries(rules) as [string, Rule<ProbeSpec>][]).map(([name, { schema, isRequired }]) => [
        name,
        isRequired ? schema : schema.optional(),
      ]),
    ),
  });

export interface Given<Spec> {
  /** The probe's construct path. */
  readonly path: string;
  readonly name: string;
  readonly value: unknown;
  /** The probe as a whole; its other options may be unsound. */
  readonly spec: Spec;
  readonly lab: LabDeclaration;
}

/** Options that a kind of probe or of event has not: what a lab file calls hands on all that it does not know. */
export function unknownOptions(
  path: string,
  what: string,
  known: readonly string[],
  { kind: _, ...given }: { readonly kind?: unknown },
): Problem[] {
  const own = known.filter((name) => name !== "kind");
  return optionMisuses(what, own, given).map((message) => ({ path, message }));
}

/** What the schema takes; `allowed` says it in words, as in "Use …". */
const rule = (allowed: string, schema: z.ZodType): Rule<unknown> => ({
  schema,
  complaints: ({ path, name, value }) =>
    schema.safeParse(value).success ? [] : [labErrors.badOption(path, name, value, allowed)],
});

/** The same, or null for none. */
const orNone = (allowed: string, schema: z.ZodType): Rule<unknown> => ({
  ...rule(`${allowed}, or leave it out`, schema.nullable()),
  schema,
});

const from = (min: number, max: number) => z.int().min(min).max(max);
const inWords = (min: number, max: number) => `a whole number from ${min} to ${max}`;

export const whole = (min: number, max: number): Rule<unknown> => rule(inWords(min, max), from(min, max));

export const number = (min: number, max: number): Rule<unknown> =>
  rule(`a number from ${min} to ${max}`, z.number().min(min).max(max));

/** Null where there is no such limit. */
export const wholeOrNone = (min: number, max: number): Rule<unknown> =>
  orNone(inWords(min, max), from(min, max));

/** A list without repetitions: the results are told apart by these numbers. */
export const wholes = (min: number, max: number, most: number): Rule<unknown> =>
  rule(
    `a list of 1 to ${most} different whole numbers from ${min} to ${max}`,
    z
      .array(from(min, max))
      .min(1)
      .max(most)
      .refine((list) => new Set(list).size === list.length)
      .meta({ uniqueItems: true }),
  );

export const flag: Rule<unknown> = rule("true or false", z.boolean());

export const oneOf = (...words: readonly string[]): Rule<unknown> =>
  rule(words.map((word) => JSON.stringify(word)).join(" or "), z.enum(words));

/** A list without repetitions of some of these words. */
export const someOf = (...words: readonly string[]): Rule<unknown> =>
  rule(
    `a list of ${words.map((word) => JSON.stringify(word)).join(" and ")}, or of one of them`,
    z
      .array(z.enum(words))
      .min(1)
      .refine((list) => new Set(list).size === list.length)
      .meta({ uniqueItems: true }),
  );

/** A Linux device: at most 15 characters, none of them a slash or a space. Null for that of the segment. */
export const deviceOrNone: Rule<unknown> = orNone(
  'the name of a device, e.g. "docker0"',
  z.string().regex(/^[A-Za-z0-9_][\w.@-]{0,14}$/),
);

export const isEnd = (value: unknown): value is WorkloadRef => {
  const { name, host } = Object(value) as Partial<Record<keyof WorkloadRef, unknown>>;
  return typeof name === "string" && typeof host === "string";
};

const end = (complaints: Rule<unknown>["complaints"]): Rule<unknown> => ({
  schema: z.string(),
  isEnd: true,
  isRequired: true,
  complaints,
});

/** A workload of the lab. */
export const workload = end((given) => endComplaints(given, []));

/** A workload of the lab, or one of its hosts by itself. */
export const workloadOrHost = end((given) =>
  endComplaints(
    given,
    given.lab.hosts.map(({ name }) => name),
  ),
);

/** A workload of the lab, or one that is there only meanwhile: then it need not be named. */
export const workloadOr = <Spec>(meanwhile: (spec: Spec) => WorkloadRef | undefined): Rule<Spec> => ({
  ...workload,
  isRequired: false,
  complaints: (given) => {
    const other = meanwhile(given.spec);
    const isIt = isEnd(given.value) && given.value.name === other?.name && given.value.host === other.host;
    return isIt ? [] : endComplaints(given, []);
  },
});

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
        // Lab files gave nothing, or what has no name.
        Object(value).name,
        `a workload, e.g. host.workload("client"). Known: ${known.join(", ")}`,
      ),
    ];
  const { name, host } = value;
  if (name === host && hosts.includes(name)) return [];
  if (!known.includes(name)) return [labErrors.unknownName(path, "workload", name, known)];
  const there = workloads.filter((each) => each.host === host).map((each) => each.name);
  return there.includes(name) ? [] : [labErrors.unknownName(path, `workload of ${host}`, name, there)];
}
