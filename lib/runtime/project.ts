import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { parseJson } from "../model/json.ts";
import { Refusal } from "./terminal.ts";

/**
 * Where Underlay itself lies: its code, and the sources of images and programs. Above this file, because this may be the source, or
 * what was compiled of it.
 */
export const packageDir = above(import.meta.dirname);

function above(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : above(dirname(folder));
}

/**
 * The project whose labs these are: the nearest folder above the working directory whose cdktf app is Underlay's. Outside of all
 * projects it is Underlay's own folder, which is one in a clone of it, and none as a package.
 */
export const projectDir = projectAbove(process.cwd()) ?? packageDir;

/** False outside of all projects. */
export const hasProject = (): boolean => isProject(projectDir);

/** Throws where there is no project. */
export function requireProject(): void {
  if (!hasProject())
    throw new Refusal(
      'there is no project of Underlay in this folder or above it: none has a cdktf.json whose app is "node node_modules/underlay/labs/main.mjs". Make one with: npx underlay init',
    );
}

function projectAbove(folder: string): string | undefined {
  if (isProject(folder)) return folder;
  return folder === dirname(folder) ? undefined : projectAbove(dirname(folder));
}

function isProject(folder: string): boolean {
  const file = join(folder, "cdktf.json");
  const { app } = Object(existsSync(file) ? parseJson(readFileSync(file, "utf8")) : undefined);
  return typeof app === "string" && /\blabs\/main\.mjs$/.test(app);
}

/** What set-up and deploys leave on this machine: git-ignored. */
export const stateDir = join(projectDir, ".underlay");

/** What set-up builds, by the hash of what it is built of: one for all projects of a user (XDG Base Directory Specification). */
export const cacheDir = join(
  isAbsolute(process.env.XDG_CACHE_HOME ?? "")
    ? (process.env.XDG_CACHE_HOME as string)
    : join(homedir(), ".cache"),
  "underlay",
);

/** Where the labs' files are; UNDERLAY_LABS names another folder, relative to the project's. An empty one names none, as unset variables of CI are. */
export const labsDir = (): string => resolve(projectDir, process.env.UNDERLAY_LABS || "labs");

/** Where runs go; UNDERLAY_RESULTS names another folder, relative to the project's. */
export const resultsDir = resolve(projectDir, process.env.UNDERLAY_RESULTS || "results");
