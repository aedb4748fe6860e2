import { inOneLine } from "../report/html.ts";

/** Rows as aligned columns, two spaces apart; the last column is left as long as it is. A row is a line, whatever its text. */
export function columns(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => row.map(inOneLine));
  const widths = lines.reduce<number[]>(
    (most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, cell.length)),
    [],
  );
  return lines
    .map((row) =>
      row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join("  "),
    )
    .join("\n");
}
