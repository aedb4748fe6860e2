import { inspect } from "node:util";

/** The longest text of a value that a complaint repeats. */
const longest = 60;

/**
 * A value as it stands in a lab file, for complaints about it. Lab files run without a type check, so it may be
 * anything; strings keep their quotes, so that `"5"` is not taken for 5.
 */
export function shown(value: unknown): string {
  if (typeof value === "string") return cut(JSON.stringify(value));
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  return cut(
    inspect(value, { depth: 1, compact: true, breakLength: Number.POSITIVE_INFINITY, customInspect: false }),
  );
}

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);
