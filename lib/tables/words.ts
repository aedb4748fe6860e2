/** The words of a line as ip(8), bridge(8) and ss(8) print them; some name what follows. */
export const wordsOf = (line: string): string[] => line.trim().split(/\s+/);

/** `via 100.64.4.2 dev eth0`: the word after `dev` is `eth0`. Null where the keyword or its word is missing. */
export const after = (words: readonly string[], keyword: string): string | null =>
  (words.includes(keyword) ? words[words.indexOf(keyword) + 1] : null) ?? null;
