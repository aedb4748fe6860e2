/** Options as lab files give them: no type check runs before they do, so anything may be in their place. */

import { z } from "zod";
import { shown } from "./shown.ts";

/** The options, or none where something else was given in their place; `optionMisuses` tells of that. */
export const optionsIn = <T>(given: T): T =>
  (typeof given === "object" && given !== null && !Array.isArray(given) ? given : {}) as T;

/** The names of all options of a type; one that is added there is missed here by the compiler. */
export const namesOf = <T>(names: { readonly [Name in keyof Required<T>]: true }): readonly string[] =>
  Object.keys(names);

/** What each option of a type may be; one that is added there is missed here by the compiler. */
export type OptionSchemas<T> = { readonly [Name in keyof Required<T>]: z.ZodType };

/** A whole number, both ends included. */
export const wholeWithin = ({ min, max }: { readonly min: number; readonly max: number }): z.ZodNumber =>
  z.int().min(min).max(max);

/** Options that there are not, in whole sentences: one that is misspelt would do nothing, in silence. */
export function optionMisuses(what: string, known: readonly string[], given: unknown): string[] {
  if (given !== undefined && optionsIn(given) !== given)
    return [`The options of ${what} are ${shown(given)}. Use an object with: ${known.join(", ")}.`];
  return Object.keys(given ?? {})
    .filter((name) => !known.includes(name))
    .map((name) => `${what} has no option ${name}. It has: ${known.join(", ")}. Remove it, or correct it.`)
    .map((text) => text.replace(/^./, (first) => first.toUpperCase()));
}
