import { z } from "zod";
import { optionsIn } from "../../model/options.ts";
import { shown } from "../../model/shown.ts";

/** What an option of a backend may be: a whole number in a range, or true or false. */
export type OptionRule = z.ZodNumber | z.ZodBoolean;

export const whole = (min: number, max: number): z.ZodNumber => z.int().min(min).max(max);

/** UDP ports. */
export const port = whole(1, 65_535);

/** A backend's options: none is required. */
export const optionsOf = <Rules extends Readonly<Record<string, OptionRule>>>(rules: Rules) =>
  z.strictObject(rules).partial();

type Options = z.ZodObject<Readonly<Record<string, z.ZodOptional<OptionRule>>>>;

/** For backends that have no options. */
export type NoOptions = Readonly<Record<never, never>>;

/** What is wrong with the options that a backend was given, in whole sentences: lab files run without a type check. */
export function optionComplaints(backend: string, { shape }: Options, given: object): string[] {
  if (optionsIn(given) !== given)
    return [`The options of flannel's ${backend} backend are ${shown(given)}. Use an object, or none.`];
  return Object.entries(given).flatMap(([name, value]) => {
    const rule = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (rule === undefined)
      return `flannel's ${backend} backend has no option ${name}. It has: ${Object.keys(shape).join(", ") || "none"}. Remove the option, or choose a backend that has it.`;
    if (rule.safeParse(value).success) return [];
    const option = `Option ${name} of flannel's ${backend} backend is ${shown(value)}`;
    const inner = rule.unwrap();
    return inner instanceof z.ZodNumber
      ? `${option}, which is out of range. Use a whole number from ${inner.minValue} to ${inner.maxValue}.`
      : `${option}. Use true or false.`;
  });
}

/** The options that are as they must be. A backend can be made of them, whatever else it is refused for. */
export const soundOptions = <T extends object>({ shape }: Options, given: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(optionsIn(given)).filter(
      ([name, value]) => Object.hasOwn(shape, name) && shape[name]?.safeParse(value).success,
    ),
  ) as Partial<T>;
