/** Options as lab files give them: no type check runs before they do, so anything may be in their place. */

import { shown } from "./shown.ts";

/** The options, or none where something else was given in their place; `optionMisuses` tells of that. */
export const optionsIn = <T>(given: T): T =>
  (typeof given === "object" && given !== null && !Array.isArray(given) ? given : {}) as T;

/** The names of all options of a type; one that is added there is missed here by the compiler. */
export const namesOf = <T>(names: { readonly [Name in keyof Required<T>]: true }): readonly string[] =>
  Object.keys(names);

/** Options that there are not, in whole sentences: one that is misspelt would do nothing, in silence. */
export function optionMisuses(what: string, known: readonly string[], given: unknown): string[] {
  if (given !== undefined && optionsIn(given) !== given)
    return [`The options of ${what} are ${shown(given)}. Use an object with: ${known.join(", ")}.`];
  return Object.keys(given ?? {})
    .filter((name) => !known.includes(name))
    .map((name) => `${what} has no option ${name}. It has: ${known.join(", ")}. Remove it, or correct it.`)
    .map((text) => text.replace(/^./, (first) => first.toUpperCase()));
}
