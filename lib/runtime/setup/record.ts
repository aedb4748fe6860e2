import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Installation, parseInstallation } from "../../model/installation.ts";
import { json, parseJson } from "../../model/json.ts";
import { projectDir, stateDir } from "../project.ts";

const file = join(stateDir, "setup.json");

/** Held while set-up is made or removed. */
export const setupLock = join(stateDir, "setup.lock");

/** What set-up recorded on this machine; undefined before it has run in this folder. */
export function readInstallation(): Installation | undefined {
  const installation = parseInstallation(existsSync(file) ? readFileSync(file, "utf8") : undefined);
  return installation?.project.folder === projectDir ? installation : undefined;
}

export const writeInstallation = (installation: Installation): void => writeState("setup.json", installation);

/** A JSON file's value; undefined where there is none, null where it is cut off: what is written there are objects. */
function valueIn(path: string): object | null | undefined {
  if (!existsSync(path)) return undefined;
  const value = parseJson(readFileSync(path, "utf8"));
  return Object(value) === value ? (value as object) : null;
}

/** What the state folder says in a file that nobody could make again; undefined where there is none. Throws with `fix` where it is cut off. */
export function readState<T extends object>(name: string, fix: string, folder = stateDir): T | undefined {
  const path = join(folder, name);
  const value = valueIn(path);
  if (value === null) throw new Error(`${path} is cut off, or no JSON at all. ${fix}`);
  return value as T | undefined;
}

/** The same of what is only remembered, and found out again where it is cut off. */
export const readMemory = <T extends object>(name: string): T | undefined =>
  (valueIn(join(stateDir, name)) as T | null | undefined) ?? undefined;

/** Writes a JSON file of the state folder by rename, so that it is whole or not there. */
export function writeState(name: string, value: unknown): void {
  mkdirSync(stateDir, { recursive: true });
  const path = join(stateDir, name);
  writeFileSync(`${path}.new`, json(value));
  renameSync(`${path}.new`, path);
}
