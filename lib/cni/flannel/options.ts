import { optionsIn } from "../../model/options.ts";
import { within } from "../../model/problems/within.ts";
import { shown } from "../../model/shown.ts";

/** What an option of a backend may be. */
export type OptionRule = "switch" | { readonly min: number; readonly max: number };

/** UDP ports. */
export const port: OptionRule = { min: 1, max: 65_535 };

/** For backends that have no options. */
export type NoOptions = Readonly<Record<never, never>>;

type Rules = Readonly<Record<string, OptionRule>>;

/** What is wrong with the options that a backend was given, in whole sentences: lab files run without a type check. */
export function optionComplaints(backend: string, rules: Rules, given: object): string[] {
  if (optionsIn(given) !== given)
    return [`The options of flannel's ${backend} backend are ${shown(given)}. Use an object, or none.`];
  return Object.entries(given).flatMap(([name, value]) => {
    const rule = rules[name];
    const option = `Option ${name} of flannel's ${backend} backend`;
    if (rule === undefined)
      return `flannel's ${backend} backend has no option ${name}. It has: ${Object.keys(rules).join(", ") || "none"}. Remove the option, or choose a backend that has it.`;
    if (allows(rule, value)) return [];
    return rule === "switch"
      ? `${option} is ${shown(value)}. Use true or false.`
      : `${option} is ${shown(value)}, which is out of range. Use a whole number from ${rule.min} to ${rule.max}.`;
  });
}

/** The options that are as they must be. A backend can be made of them, whatever else it is refused for. */
export const soundOptions = <T extends object>(rules: Rules, given: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(optionsIn(given)).filter(([name, value]) => allows(rules[name], value)),
  ) as Partial<T>;

function allows(rule: OptionRule | undefined, value: unknown): boolean {
  if (value === undefined) return true;
  if (rule === undefined) return false;
  return rule === "switch" ? typeof value === "boolean" : within(value, rule.min, rule.max);
}
