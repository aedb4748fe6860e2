import type { CST } from "yaml";

/** What a token may have inside: the entries of a collection, and of each entry a key and a value. */
interface Nested {
  readonly offset?: number;
  readonly items?: readonly Nested[];
  readonly key?: Nested | null;
  readonly value?: Nested;
}

/** The offset of a value inside of more than `most` maps and lists, or undefined. Level by level: recursion is what this guards from. */
export function beyond(tokens: readonly CST.Token[], most: number): number | undefined {
  let level: readonly Nested[] = tokens as readonly Nested[];
  // An entry and its value are two levels, and the document is one.
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > 2 * most + 1) return level.find(({ offset }) => offset !== undefined)?.offset ?? 0;
    level = level.flatMap(({ items = [], key, value }) => [
      ...items,
      ...(key ? [key] : []),
      ...(value ? [value] : []),
    ]);
  }
  return undefined;
}
