import { inOneLine, oneLine } from "./plain-text.ts";

/** Columns of a terminal that texts keep to. */
export const terminalWidth = 100;

export const gap = "  ";

/** Rows as lines of aligned columns, two spaces apart. A row is a line, whatever its text. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const lines = rows.map((row) => row.map(inOneLine));
  const widths = widthsOf(lines);
  return lines.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(gap)
      .trimEnd(),
  );
}

export const columns = (rows: readonly (readonly string[])[]): string => aligned(rows).join("\n");

/** The width of each column's widest cell. */
export const widthsOf = ([first = [], ...rows]: readonly (readonly string[])[]): number[] =>
  rows.reduce<number[]>(
    (widths, row) => row.map((cell, column) => Math.max(widths[column] ?? 0, cell.length)),
    first.map(({ length }) => length),
  );

/** A text as lines of the terminal's width, broken at spaces, and in a word only where that is longer than a line. */
export function wrapped(text: string, indent: string, further = indent): string[] {
  const width = terminalWidth - further.length;
  const words = oneLine(text)
    .split(" ")
    .flatMap((word) => word.match(new RegExp(`[^]{1,${width}}`, "g")) ?? "");
  return filled(words, width).map((line, place) => inOneLine((place === 0 ? indent : further) + line));
}

/** Words as lines of at most so many columns; a longer word has a line of its own. */
export function filled(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
