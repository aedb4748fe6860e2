// Which lock file the packages of a project were installed by.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const mark = (project) => join(project, "node_modules/.underlay-lock");

const lockOf = (project) =>
  createHash("sha256")
    .update(readFileSync(join(project, "package-lock.json")))
    .digest("hex");

export const isInstalled = (project) =>
  existsSync(mark(project)) && readFileSync(mark(project), "utf8") === lockOf(project);

export function markInstalled(project) {
  if (existsSync(join(project, "package-lock.json"))) writeFileSync(mark(project), lockOf(project));
}
