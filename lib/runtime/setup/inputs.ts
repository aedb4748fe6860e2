import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { packageDir } from "../project.ts";

/**
 * Twelve hex digits that stand for these files and folders of Underlay (names, modes and contents) and these
 * words. What is made from inputs carries their hash, so that it is made anew when, and only when, they change.
 */
export function hashOf(paths: readonly string[], words: readonly string[] = []): string {
  const hash = createHash("sha256");
  for (const word of words) hash.update(`${word}\0`);
  const files = paths.flatMap((path) => filesBelow(join(packageDir, path)));
  // Nothing is built of tests, which are not published.
  for (const file of files.filter((file) => !file.endsWith("_test.go"))) {
    const executable = (lstatSync(file).mode & 0o111) !== 0;
    hash.update(`${relative(packageDir, file)}\0${executable}\0`).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 12);
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!lstatSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}
