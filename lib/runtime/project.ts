import { join, resolve } from "node:path";

/** The project's folder, whatever folder a command was called from. */
export const projectDir = resolve(import.meta.dirname, "../..");

/** What set-up and deploys leave on this machine: git-ignored. */
export const stateDir = join(projectDir, ".underlay");

/** Where runs go; UNDERLAY_RESULTS names another folder, relative to the project's. */
export const resultsDir = resolve(projectDir, process.env.UNDERLAY_RESULTS ?? "results");
