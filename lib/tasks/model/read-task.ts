import { z } from "zod";
import type { Choices } from "../../model/choice.ts";
import type { Problem } from "../../model/errors.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { check } from "../../yaml/check.ts";
import type { Path, YamlDocument } from "../../yaml/document.ts";
import { isMap, Shape } from "../../yaml/shape.ts";
import { checkChoices, checkKindOf } from "../checks.ts";
import { faultChoices, faultKindOf } from "../faults.ts";
import type { Kind } from "../kind.ts";
import { placeComplaints } from "../places.ts";
import { filled, unknownIn } from "./placeholders.ts";
import { taskShape } from "./schema.ts";
import type { Check, Fault, Step, Task } from "./task.ts";

/** A task as it was read, sound or not. */
export interface ReadTask {
  /** Null where it is not known. */
  readonly id: string | null;
  /** Undefined where there are problems. */
  readonly task: Task | undefined;
  readonly problems: readonly Problem[];
  problemsWith(lab: LabSpec): Problem[];
  /** A problem with a part of the task. */
  problem(path: Path, message: string): Problem;
}

const own = z.strictObject(taskShape);

/** Faults as they were read at a place, without anything around them. */
export function readFaults(document: YamlDocument, path: Path) {
  const shape = new Shape(document);
  const value = path.reduce<unknown>((part, key) => Object(part)[key], document.value);
  const chosen = choicesAt(value, path, "kind of fault", faultChoices, shape);
  return {
    faults: chosen.map(({ kind, options }): Fault => ({ kind, options })),
    problems: shape.problems,
    problemsWith: (lab: LabSpec): Problem[] => [
      ...unknownPlaceholders(document, path, lab),
      ...chosen.flatMap((each) => complaintsOf(faultKindOf(each), each, document, lab)),
    ],
  };
}

/** Reads the task at a place of a document. */
export function readTask(document: YamlDocument, path: Path): ReadTask {
  const shape = new Shape(document);
  const { value, problems } = check(own, document, path);
  const found = path.reduce<unknown>((part, key) => Object(part)[key], document.value);
  const given = isMap(found) ? found : undefined;
  const checks = choicesAt(given?.checks, [...path, "checks"], "kind of check", checkChoices, shape);
  const faults = choicesAt(given?.fault, [...path, "fault"], "kind of fault", faultChoices, shape);
  if (given && shape.list(given.checks).length === 0)
    shape.refuse([...path, "checks"], "A task needs a check at least: nothing else tells that it is solved.");
  const wrong = [...problems, ...shape.problems];
  const { id, title, text, hints, solution } = value ?? ({} as Partial<z.infer<typeof own>>);
  const task =
    wrong.length === 0 && id !== undefined && title !== undefined && text !== undefined
      ? {
          ...{ id, title, text, hints: hints ?? [], solution: solution ?? [] },
          checks: checks.map(({ kind, options }) => checkOf(kind, options)),
          faults: faults.map(({ kind, options }) => ({ kind, options })),
        }
      : undefined;
  return {
    id: id ?? null,
    task,
    problems: wrong,
    problem: (part, message) => document.problem([...path, ...part], message),
    problemsWith: (lab) =>
      task === undefined
        ? []
        : [
            ...unknownPlaceholders(document, path, lab),
            ...checks.flatMap((chosen) => complaintsOf(checkKindOf(chosen), chosen, document, lab)),
            ...faults.flatMap((chosen) => complaintsOf(faultKindOf(chosen), chosen, document, lab)),
            ...task.solution.flatMap((step, index) =>
              complaintsOf(atPlace, { options: step, path: [...path, "solution", index] }, document, lab),
            ),
          ],
  };
}

interface Chosen extends Fault {
  readonly path: Path;
}

/** One of a kind, or several: each with its options as their schema has them. */
function choicesAt(
  value: unknown,
  path: Path,
  what: string,
  choices: Choices<string>,
  shape: Shape,
): Chosen[] {
  return shape.list(value).flatMap((item, index) => {
    const at = Array.isArray(value) ? [...path, index] : path;
    const chosen = shape.chosen(item, at, what, choices);
    if (!chosen) return [];
    const { name: kind, choice, options, path: below } = chosen;
    const read =
      options === null || below === at
        ? choice.schema.safeParse({}).success
          ? { value: choice.schema.parse({}), problems: [] }
          : { problems: [shape.document.problem(below, lacks(kind, choice.schema))] }
        : check(choice.schema, shape.document, below);
    shape.problems.push(...read.problems);
    return read.value === undefined ? [] : [{ kind, options: read.value, path: below }];
  });
}

const lacks = (kind: string, { shape }: z.ZodObject): string => {
  const needed = Object.entries(shape).filter(([, option]) => !option.safeParse(undefined).success);
  return `${kind} needs options: ${needed.map(([name]) => name).join(", ")}.`;
};

function checkOf(kind: string, given: object): Check {
  const { wait, level, label = null, ...options } = given as Omit<Check, "label"> & { label?: string };
  return { kind, options, wait, level, label };
}

/** What a step of a solution has of a kind's. */
const atPlace: Pick<Kind<Step>, "problems"> = {
  problems: (step, lab) => placeComplaints(lab, step, "at"),
};

/** What its kind finds wrong with it in this lab, at the option's place. Of a placeholder that names nothing, that is told alone. */
const complaintsOf = <Options extends object>(
  kind: Pick<Kind<Options>, "problems">,
  { options, path }: { readonly options: Options; readonly path: Path },
  document: YamlDocument,
  lab: LabSpec,
): Problem[] =>
  (kind.problems?.(filled(lab, options), lab) ?? [])
    .filter(({ option }) => unknownIn(lab, String(options[option as keyof Options])).length === 0)
    .map(({ option, message }) => document.problem([...path, option], message));

/** Every text below a place whose placeholders name nothing. */
function unknownPlaceholders(document: YamlDocument, path: Path, lab: LabSpec): Problem[] {
  const walk = (value: unknown, at: Path): Problem[] => {
    if (typeof value === "string")
      return unknownIn(lab, value).map((message) => document.problem(at, message));
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, part]) => walk(part, [...at, key]));
  };
  return walk(
    path.reduce<unknown>((part, key) => Object(part)[key], document.value),
    path,
  );
}
