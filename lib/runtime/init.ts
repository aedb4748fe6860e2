import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { json, parseJson } from "../model/json.ts";
import { packageDir } from "./project.ts";

/**
 * Makes a project of the template's files in a folder, which may be there; returns the files. `from` is what npm is to install as
 * underlay. Throws, before anything is written, when one of the files is there already.
 */
export function initProject(folder: string, from = installedFrom()): string[] {
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new Error(`${folder} is there already, and no folder. Choose another name.`);
  const template = join(packageDir, "template");
  const files = filesBelow(template).map((file) => relative(template, file));
  const taken = files.map((file) => join(folder, placeOf(file))).filter((file) => existsSync(file));
  if (taken.length > 0)
    throw new Error(
      `these files are there already: ${taken.join(", ")}. Choose another folder, or move them away.`,
    );
  return files.map((file) => {
    const place = join(folder, placeOf(file));
    mkdirSync(dirname(place), { recursive: true });
    if (file === "package.json") writeFileSync(place, packageJson(join(template, file), folder, from));
    else cpSync(join(template, file), place);
    return place;
  });
}

/** npm leaves .gitignore out of packages. */
const placeOf = (file: string): string => (file === "gitignore" ? ".gitignore" : file);

function packageJson(template: string, folder: string, underlay: string): string {
  const { dependencies, ...rest } = JSON.parse(readFileSync(template, "utf8"));
  const name = basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+/, "");
  const spec = isPath(underlay) ? `file:${relative(resolve(folder), resolve(underlay))}` : underlay;
  return json({ ...rest, name: name || "labs", dependencies: { ...dependencies, underlay: spec } });
}

const isPath = (spec: string): boolean => existsSync(spec);

/** What npx was given, if it runs this; else this version. */
function installedFrom(): string {
  const around = join(packageDir, "../../package.json");
  const { dependencies } = Object(existsSync(around) ? parseJson(readFileSync(around, "utf8")) : undefined);
  const spec: unknown = Object(dependencies).underlay;
  if (typeof spec === "string" && spec.startsWith("file:"))
    return resolve(dirname(around), spec.slice("file:".length));
  return JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8")).version;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}
