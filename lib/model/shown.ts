/** The longest text of a value that a complaint repeats. */
const longest = 60;

/**
 * A value as it stands in a lab file, for complaints about it. Lab files run without a type check, so it may be
 * anything; strings keep their quotes, so that `"5"` is not taken for 5.
 */
export function shown(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  const text = jsonOf(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Constructs point at each other, so they have no JSON. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return "an object";
  }
}
