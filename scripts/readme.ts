import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../lib/runtime/files.ts";
import { projectDir } from "../lib/runtime/project.ts";
import { type Marked, withMarked } from "./marked.ts";

const readme = join(projectDir, "README.md");

/** Throws where this project's README has no place with these marks. */
export async function requireMarks(place: Marked): Promise<void> {
  withMarked(await readFile(readme, "utf8"), place, "");
}

/** Replaces what stands between the marks in this project's README. */
export async function writeMarked(place: Marked, content: string): Promise<void> {
  const text = withMarked(await readFile(readme, "utf8"), place, content);
  await writeWhole(readme, (temporary) => writeFile(temporary, text));
}
