/** What an option of a backend may be. */
export type OptionRule = "switch" | { readonly min: number; readonly max: number };

/** UDP ports. */
export const port: OptionRule = { min: 1, max: 65_535 };

/** For backends that have no options. */
export type NoOptions = Readonly<Record<never, never>>;

/** What is wrong with the options that a backend was given, in whole sentences: lab files run without a type check. */
export function optionComplaints(
  backend: string,
  rules: Readonly<Record<string, OptionRule>>,
  given: object,
): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const rule = rules[name];
    const option = `Option ${name} of flannel's ${backend} backend`;
    if (rule === undefined)
      return `flannel's ${backend} backend has no option ${name}. It has: ${Object.keys(rules).join(", ") || "none"}. Remove the option, or choose a backend that has it.`;
    if (value === undefined) return [];
    if (rule === "switch")
      return typeof value === "boolean" ? [] : `${option} is ${JSON.stringify(value)}. Use true or false.`;
    const { min, max } = rule;
    return Number.isInteger(value) && min <= value && value <= max
      ? []
      : `${option} is ${JSON.stringify(value)}, which is out of range. Use a whole number from ${min} to ${max}.`;
  });
}
