const numbers = new Intl.Collator("en", { numeric: true });

/** Names that begin with a time, as the folders of records have them: `20260302T091504Z-10` is later than `20260302T091504Z-9`. */
export const byName = (a: string, b: string): number => numbers.compare(a, b);

/** The older one first, by when each began. Of two that began at once the one that was named later is later. */
export const byStart = <Each extends { readonly startedAt: string }>(
  a: Each,
  b: Each,
  nameOf: (each: Each) => string,
): number => Date.parse(a.startedAt) - Date.parse(b.startedAt) || byName(nameOf(a), nameOf(b));
