import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";

/** Lower-case letters, digits and single hyphens, beginning with a letter: safe in host names, folders and Docker names. */
export const nameSchema = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);

export const isName = (name: unknown): name is string => nameSchema.safeParse(name).success;

/** What else is kept by a lab's name, so that no lab can have it: in the results' folder, and as the label `underlay.lab`. */
export const reservedLabNames: ReadonlyMap<string, string> = new Map([
  ["compare", "the records of `underlay compare` are in the results' folder"],
  ["constructor", "every object of JavaScript has a property"],
  ["scale-bgp", "those of `underlay scale bgp`, and its container, are"],
]);

/**
 * A sentence that ends with a name that there is not, completed by the one that may have been meant and all there are:
 * `there is no lab "lab-vxln"; did you mean "lab-vxlan"? Known: …`
 */
export function unknownName(
  sentence: string,
  name: string,
  known: readonly string[],
  list = "Known",
): string {
  const near = nearest(name, known);
  const hint = near === undefined ? "." : `; did you mean "${near}"?`;
  return `${sentence}${hint} ${list}: ${known.join(", ") || "none"}.`;
}

/** The known name that is nearest to a mistyped one, or undefined when none is near. */
function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(name, known);
  return distance(name, best) <= Math.max(2, Math.floor(name.length / 3)) ? best : undefined;
}
