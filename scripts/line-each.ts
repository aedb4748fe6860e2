import { writeFile } from "node:fs/promises";
import { writeWhole } from "../lib/runtime/files.ts";

/** Writes an array as JSON with each of its values on a line: thousands of numbers that nobody reads. */
export const writeLineEach = (file: string, values: readonly object[]): Promise<unknown> =>
  writeWhole(file, (temporary) =>
    writeFile(temporary, `[\n${values.map((each) => JSON.stringify(each)).join(",\n")}\n]\n`),
  );
