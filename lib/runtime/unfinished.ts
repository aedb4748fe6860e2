import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stateDir } from "./project.ts";

/**
 * The mark of an unfinished deploy: a number in `.underlay/labs/<lab>/unfinished` that Terraform compares with
 * the one at the last preflight. Preflight counts up, the last step of a deploy counts down again; in between
 * the two differ, so after a deploy that did not end, preflight runs again.
 */
export const begin = (lab: string) => add(lab, 1);
export const end = (lab: string) => add(lab, -1);

async function add(lab: string, step: number): Promise<void> {
  const folder = join(stateDir, "labs", lab);
  const file = join(folder, "unfinished");
  await mkdir(folder, { recursive: true });
  const count = Number(await readFile(file, "utf8").catch(() => "0"));
  await writeFile(`${file}.new`, String(Math.max(0, count + step)));
  await rename(`${file}.new`, file);
}
