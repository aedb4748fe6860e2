import { join, resolve } from "node:path";

/** The project's folder, whatever folder a command was called from. */
export const projectDir = resolve(import.meta.dirname, "../..");

/** What set-up and deploys leave on this machine: git-ignored. */
export const stateDir = join(projectDir, ".underlay");

export const resultsDir = join(projectDir, "results");
