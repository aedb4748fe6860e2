import type { Problem } from "../model/errors.ts";

/** The text of a file, and what the file is called in errors. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** Offsets into a text: of the first character, and of the one after the last. */
export type Range = readonly [start: number, end: number];

/** Characters of a line that an excerpt shows. */
const width = 100;

/** A problem at a place of a file: its path is `file:line:column`, counted from 1, and its message ends with the line, marked. */
export function problemAt(source: Source, range: Range, message: string): Problem {
  const { line, column } = positionOf(source, range[0]);
  return {
    path: `${source.file}:${line}:${column}`,
    message: `${[...message].map(visible).join("")}\n${excerpt(source, range)}`,
  };
}

/** Something wrong at a place. */
export interface Fault {
  readonly range: Range;
  readonly message: string;
}

/** Problems that are told of one text: one that is no YAML at all has thousands. */
const mostProblems = 20;

/** Faults as a reader meets them, and how many more there are. */
export function problemsAt(source: Source, faults: readonly Fault[]): Problem[] {
  const sorted = [...faults].sort((a, b) => a.range[0] - b.range[0]);
  const problems = sorted
    .slice(0, mostProblems)
    .map(({ range, message }) => problemAt(source, range, message));
  const more = faults.length - problems.length;
  const rest = { path: source.file, message: `There are ${more} more problems of this kind.` };
  return more > 0 ? [...problems, rest] : problems;
}

/** Line and column of an offset, from 1. A column is a character as people count them, not a UTF-16 unit. */
export function positionOf({ text }: Source, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: [...before.slice(start)].length + 1 };
}

/** The range's first line, and carets below what is meant of it. */
function excerpt(source: Source, [start, end]: Range): string {
  const { text } = source;
  const { line, column } = positionOf(source, start);
  const first = text.lastIndexOf("\n", start - 1) + 1;
  const rest = text.indexOf("\n", start);
  const last = rest < 0 ? text.length : rest;
  const all = [...text.slice(first, last).replace(/\r$/, "")].map(visible);
  const skipped = Math.max(0, Math.min(column - width / 2, all.length - width));
  const part = all.slice(skipped, skipped + width).join("");
  const length = [...text.slice(start, Math.min(Math.max(end, start + 1), last))].length;
  const indent = column - 1 - skipped;
  const carets = "^".repeat(Math.max(1, Math.min(length, [...part].length - indent)));
  return `  ${line} | ${part}\n  ${" ".repeat(String(line).length)} | ${" ".repeat(indent)}${carets}`;
}

/** What moves a terminal's cursor, or turns the direction of the text around it, is replaced by what does neither. */
const visible = (character: string): string =>
  character === "\t" ? " " : /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(character) ? "\u{FFFD}" : character;
