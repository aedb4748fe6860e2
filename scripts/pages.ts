import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../lib/runtime/files.ts";
import { projectDir } from "../lib/runtime/project.ts";
import { type Marked, withMarked } from "./marked.ts";

const pathOf = ({ file }: Marked): string => join(projectDir, file);

/** Throws where this project's page has no place with these marks, or several: before hours are measured, and not after. */
export async function requireMarks(place: Marked): Promise<void> {
  withMarked(await readFile(pathOf(place), "utf8"), place, "");
}

/** Replaces what stands between the marks in this project's page. */
export async function writeMarked(place: Marked, content: string): Promise<void> {
  const text = withMarked(await readFile(pathOf(place), "utf8"), place, content);
  await writeWhole(pathOf(place), (temporary) => writeFile(temporary, text));
}
