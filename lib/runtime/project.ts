import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * The project's folder, whatever folder a command was called from: the nearest one above this file that has the labs'
 * app. Above, because this may be the source or what scripts/compile.mjs made of it in `.underlay/`.
 */
export const projectDir = above(import.meta.dirname);

function above(folder: string): string {
  return existsSync(join(folder, "cdktf.json")) ? folder : above(dirname(folder));
}

/** What set-up and deploys leave on this machine: git-ignored. */
export const stateDir = join(projectDir, ".underlay");

/** Where runs go; UNDERLAY_RESULTS names another folder, relative to the project's. */
export const resultsDir = resolve(projectDir, process.env.UNDERLAY_RESULTS ?? "results");
