import { z } from "zod";
import type { Problem } from "../model/errors.ts";
import { unknownName } from "../model/names.ts";
import { shown } from "../model/shown.ts";
import type { Path, YamlDocument } from "./document.ts";
import { type Fault, problemsAt } from "./source.ts";

/** What a document, or a part of it, is by a schema; or all that is wrong, each at its place. */
export type Checked<T> =
  | { readonly value: T; readonly problems: readonly [] }
  | { readonly value?: never; readonly problems: readonly Problem[] };

/**
 * Checks the part at `path` by a schema of zod's. What a schema says itself of a value (`{ error: "…" }`) is a whole sentence;
 * for all else the sentences are here.
 */
export function check<T>(schema: z.ZodType<T>, document: YamlDocument, path: Path = []): Checked<T> {
  const given = path.reduce<unknown>(partOf, document.value);
  const { success, data, error } = schema.safeParse(given, {
    error: (issue) => sentence(issue, given, path),
  });
  if (success) return { value: data, problems: [] };
  const found = error.issues.flatMap((issue): Fault | Fault[] => {
    const at = [...path, ...issue.path];
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => unknownKey(document, [...at, key], keysAt(schema, issue.path)));
    const isRefused = issue.code === "invalid_type" && issue.expected === "never";
    return { range: isRefused ? document.keyPlace(at) : document.place(at), message: issue.message };
  });
  return { problems: problemsAt(document.source, found) };
}

/** A key that is known and cannot be had; the reason is a whole sentence with the fix. */
export const refused = (reason: string) => z.never({ error: reason }).optional();

const partOf = (value: unknown, name: PropertyKey): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<PropertyKey, unknown>)[name]
    : undefined;

function unknownKey(document: YamlDocument, path: Path, known: readonly string[]): Fault {
  const key = String(path.at(-1));
  return {
    range: document.keyPlace(path),
    message: unknownName(`There is no key ${shown(key)} here`, key, known),
  };
}

/** Complaints of zod's in words: what there is, and what to use instead. `at` is where what was given is in the document. */
function sentence(issue: z.core.$ZodRawIssue, given: unknown, at: Path): string {
  const path = (issue.path ?? []) as Path;
  const name = nameOf(path.length > 0 ? path : lastName(at));
  const value = path.reduce<unknown>(partOf, given);
  const is = `${name} is ${value === null ? "empty" : shown(value)}`;
  switch (issue.code) {
    case "invalid_type":
      return value === undefined
        ? `${name} is missing. Give it ${types[issue.expected] ?? issue.expected}.`
        : `${is}. Use ${types[issue.expected] ?? issue.expected}${hint(issue.expected, value)}.`;
    case "invalid_value": {
      const values = issue.values.map(String);
      return value === undefined
        ? `${name} is missing. Valid: ${values.join(", ")}.`
        : unknownName(is, String(value), values, "Valid");
    }
    case "too_small":
      return `${is}. Use ${issue.origin === "array" ? `a list of ${issue.minimum} or more` : `${issue.minimum} or more`}.`;
    case "too_big":
      return `${is}. Use ${issue.origin === "array" ? `a list of ${issue.maximum} at most` : `${issue.maximum} at most`}.`;
    default:
      return `${is}, which cannot be used.`;
  }
}

/** The last key of a path, and what follows it of a list. */
const lastName = (path: Path): Path => path.slice(path.findLastIndex((part) => typeof part === "string"));

/** `spec.exportV4[0].cidr`, the document itself without a name of its own. */
const nameOf = (path: Path): string =>
  path.reduce<string>(
    (name, part) =>
      typeof part === "number" || /^\d+$/.test(String(part))
        ? `${name}[${String(part)}]`
        : `${name}${name === "" ? "" : "."}${String(part)}`,
    "",
  ) || "The document";

const types: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys and values",
  record: "a map of keys and values",
};

/** YAML's own traps: what looks like one thing and is another. */
function hint(expected: string, value: unknown): string {
  if (expected === "boolean" && typeof value === "string" && /^(yes|no|on|off|y|n)$/i.test(value))
    return `: ${value} is text in YAML 1.2`;
  if (expected === "string" && (typeof value === "number" || typeof value === "boolean"))
    return ": put it in quotes";
  return "";
}

/** The keys that a schema has at a place, those left out that are refused. */
function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  const inside = path.reduce<readonly z.core.$ZodType[]>(
    (schemas, name) => schemas.flatMap((each) => partsOf(each, name)),
    bare(schema),
  );
  return inside.flatMap((each) =>
    each instanceof z.ZodObject
      ? Object.entries(each.shape).flatMap(([key, part]) =>
          bare(part).every((kind) => kind instanceof z.ZodNever) ? [] : [key],
        )
      : [],
  );
}

const partsOf = (schema: z.core.$ZodType, name: PropertyKey): readonly z.core.$ZodType[] => {
  if (schema instanceof z.ZodObject) return name in schema.shape ? bare(schema.shape[name as string]) : [];
  if (schema instanceof z.ZodArray) return bare(schema.element);
  if (schema instanceof z.ZodRecord) return bare(schema.valueType);
  return [];
};

/** A schema without what stands around it; of a choice, all. */
function bare(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(bare);
  if (schema instanceof z.ZodPipe) return bare(schema.in);
  const { def } = schema._zod;
  return "innerType" in def ? bare(def.innerType as z.core.$ZodType) : [schema];
}
