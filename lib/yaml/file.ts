import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import type { Problem } from "../model/errors.ts";
import { problemAt, type Source } from "./source.ts";

/** Bytes: more than anybody writes by hand, and little enough for any text in it to be read in seconds. */
const largest = 2 ** 18;

/** The text of a file, or why there is none. `name` is what errors call it. */
export type ReadFile = { readonly source: Source } | { readonly problem: Problem };

/** Reads a file of text in UTF-8. Whatever is in its place (a folder, a FIFO, a gigabyte), it waits for nothing. */
export function readSource(path: string, name = path): ReadFile {
  const refuse = (message: string): ReadFile => ({ problem: { path: name, message } });
  // Without O_NONBLOCK, opening a FIFO waits for its writer.
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return refuse(reasons[codeOf(error)] ?? `The file cannot be opened (${codeOf(error)}).`);
  }
  try {
    const found = fstatSync(descriptor);
    if (found.isDirectory()) return refuse("There is a folder in place of the file. Name a file in it.");
    if (!found.isFile()) return refuse("This is no ordinary file. Name a file of text.");
    if (found.size > largest)
      return refuse(`The file has ${found.size} bytes; ${largest} are read at most. Name another file.`);
    return textOf(readFileSync(descriptor), name);
  } finally {
    closeSync(descriptor);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "There is no such file. Correct the name, or make the file.",
  ENOTDIR: "There is no such file: a part of its path is no folder. Correct the name.",
  EACCES: "The file may not be read. Change its permissions.",
  ELOOP: "The file is a symbolic link that leads to itself. Correct the link.",
  ENAMETOOLONG: "There is no such file: its name is too long. Correct the name.",
  // A name with a NUL byte, which Node refuses itself.
  ERR_INVALID_ARG_VALUE: "There is no such file. Correct the name.",
};

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

function textOf(bytes: Uint8Array, name: string): ReadFile {
  let text: string;
  try {
    // Leaves out a byte order mark.
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { problem: { path: name, message: "The file is not UTF-8. Save it as UTF-8." } };
  }
  const source = { file: name, text };
  const control = text.search(/[^\t\n\r\x20-\x7e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  if (control < 0) return { source };
  const code = text.codePointAt(control)?.toString(16).toUpperCase().padStart(4, "0");
  const problem = problemAt(
    source,
    [control, control + 1],
    `The character U+${code} cannot be part of a text in YAML. Remove it.`,
  );
  return { problem };
}
