import { closest, distance } from "fastest-levenshtein";

/** Lower-case letters, digits and single hyphens, beginning with a letter: safe in host names, folders and Docker names. */
export function isName(name: unknown): name is string {
  return typeof name === "string" && name.length <= 40 && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name);
}

/** What else is kept by a lab's name, so that no lab can have it: in the results' folder, and as the label `underlay.lab`. */
export const reservedLabNames: ReadonlyMap<string, string> = new Map([
  ["compare", "the records of `underlay compare` are in the results' folder"],
  ["constructor", "every object of JavaScript has a property"],
  ["scale-bgp", "those of `underlay scale bgp`, and its container, are"],
]);

/** The known name that is nearest to a mistyped one, or undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(name, known);
  return distance(name, best) <= Math.max(2, Math.floor(name.length / 3)) ? best : undefined;
}

/** `there is no lab "lab-vxln"; did you mean "lab-vxlan"? Known: …` */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const hint = near === undefined ? "." : `; did you mean "${near}"?`;
  return `there is no ${what} "${name}"${hint} Known: ${known.join(", ") || "none"}.`;
}
