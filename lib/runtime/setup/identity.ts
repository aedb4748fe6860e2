import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Project } from "../../model/installation.ts";
import { projectDir } from "../project.ts";
import { readState, writeState } from "./record.ts";

const name = "project.json";

const fix =
  'It says whose the labs on the engine are. Write into it what "project" is in setup.json beside it; where no lab is deployed, remove it.';

/**
 * Whose the things are that this project makes on the engine. The ID is made once and moves with the folder; a copy,
 * whose original is still there, gets one of its own and forgets what was copied of the original's labs and images.
 */
export function ownProject(): Project {
  const recorded = readState<Project>(name, fix);
  if (recorded?.folder === projectDir && recorded.user !== undefined) return recorded;
  const isCopy =
    recorded !== undefined &&
    recorded.folder !== projectDir &&
    readState<Project>(name, fix, join(recorded.folder, ".underlay"))?.id === recorded.id;
  if (isCopy) forgetOriginal();
  const id = recorded && !isCopy ? recorded.id : randomBytes(6).toString("hex");
  const user = (isCopy ? undefined : recorded?.user) ?? userName();
  const project = { id, folder: projectDir, user };
  writeState(name, project);
  return project;
}

/** A user need not have a name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.()}`;
  }
}

/** Terraform would take the original's machines for the copy's own. */
function forgetOriginal(): void {
  const states = readdirSync(projectDir).filter((file) => /^terraform\..*\.tfstate/.test(file));
  const copied = [...states, ".underlay/labs", ".underlay/made.json", ".underlay/setup.json"];
  for (const file of copied) rmSync(join(projectDir, file), { recursive: true, force: true });
}
