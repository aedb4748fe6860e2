import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Installation, parseInstallation } from "../../model/installation.ts";
import { json } from "../../model/json.ts";
import { projectDir, stateDir } from "../project.ts";

const file = join(stateDir, "setup.json");

/** What set-up recorded on this machine; undefined before it has run in this folder. */
export function readInstallation(): Installation | undefined {
  const installation = parseInstallation(existsSync(file) ? readFileSync(file, "utf8") : undefined);
  return installation?.project.folder === projectDir ? installation : undefined;
}

export const writeInstallation = (installation: Installation): void => writeState("setup.json", installation);

/** A JSON file of the state folder; undefined where there is none. */
export function readState<T>(name: string, folder = stateDir): T | undefined {
  const path = join(folder, name);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/** Writes a JSON file of the state folder by rename, so that it is whole or not there. */
export function writeState(name: string, value: unknown): void {
  mkdirSync(stateDir, { recursive: true });
  const path = join(stateDir, name);
  writeFileSync(`${path}.new`, json(value));
  renameSync(`${path}.new`, path);
}
