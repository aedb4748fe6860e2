import { apiVersion, type Resources } from "./resources.ts";

/** What resources are made of. */
type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value | undefined };

/** Resources as `calicoctl apply -f` takes them: YAML documents with keys in the order of Calico's own examples. */
export const yaml = (resources: Resources): string =>
  resources
    .map(({ kind, metadata, spec }) => `${lines({ apiVersion, kind, metadata, spec }).join("\n")}\n`)
    .join("---\n");

/** Block style, two spaces a level; what is undefined is left out. */
function lines(value: object): string[] {
  return Object.entries(value).flatMap(([key, inner]: [string, Value | undefined]) => {
    if (inner === undefined) return [];
    if (typeof inner !== "object") return [`${scalar(key)}: ${scalar(inner)}`];
    const nested = Array.isArray(inner) ? inner.flatMap(item) : lines(inner);
    if (nested.length === 0) return [`${scalar(key)}: ${Array.isArray(inner) ? "[]" : "{}"}`];
    return [`${scalar(key)}:`, ...nested.map((line) => `  ${line}`)];
  });
}

function item(value: Value): string[] {
  if (typeof value !== "object") return [`- ${scalar(value)}`];
  return lines(value).map((line, index) => `${index === 0 ? "- " : "  "}${line}`);
}

/**
 * Strings stay plain where YAML reads them as strings: letters, digits and `._/()-` that look like no number,
 * boolean or null. All others are quoted as in JSON, which YAML 1.2 contains.
 */
function scalar(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  const plain = /^[A-Za-z0-9][A-Za-z0-9._/()-]*$/.test(value);
  const special = /^(true|false|yes|no|on|off|y|n|null)$/i.test(value) || !Number.isNaN(Number(value));
  // YAML 1.1 also has dates, 1_000, 0b1 and base-60 numbers, all of which begin with a digit.
  const digit =
    /^[0-9]/.test(value) && !/^[0-9.]+\/[0-9]+$/.test(value) && !/^([0-9]+\.){3}[0-9]+$/.test(value);
  return plain && !special && !digit ? value : JSON.stringify(value);
}
