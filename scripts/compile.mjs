// compile.mjs: TypeScript compiled once and then only started, because compiling at each start takes most of the time that
// a command takes. What was compiled is used only while every file that it was made of is as it was then.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { tell } from "./uncaught.mjs";

const self = fileURLToPath(import.meta.url);
/** The folder of Underlay itself. */
export const packageDir = join(dirname(self), "..");
/** Where that has its code in JavaScript. Beside its source it would only be what a packing left, of another day. */
const dist = join(packageDir, "dist");
const published = existsSync(dist) && !existsSync(join(packageDir, "lib")) ? dist : undefined;
const hash = (text) => createHash("sha256").update(text).digest("hex").slice(0, 12);

/**
 * Compiles `entries` (paths of TypeScript files) of a project with all that they import, its packages left out; returns the
 * folder that holds a `.js` of each entry's name. Entries that share modules share them when they run, too.
 * Throws esbuild's failure, whose `errors` have a place, when one cannot be compiled.
 */
export async function compiled(entries, project = packageDir) {
  const shelf = join(project, ".underlay/compiled");
  const sources = entries.map((entry) => resolve(project, entry));
  // What compiles counts as well: Node, esbuild and this file, which has the options.
  const esbuild = readFileSync(createRequire(self).resolve("esbuild/package.json"), "utf8");
  const key = hash(JSON.stringify([process.version, esbuild, readFileSync(self, "utf8"), ...sources]));
  const found = current(shelf, key);
  if (found) return found;

  const { build } = await import("esbuild");
  mkdirSync(shelf, { recursive: true });
  prune(shelf);
  const made = mkdtempSync(join(shelf, "making-"));
  try {
    const inputs = new Map([[join(project, "tsconfig.json"), stamp(join(project, "tsconfig.json"))]]);
    await build({
      ...options,
      absWorkingDir: project,
      plugins: [packagesOf(project), stampsOf(inputs)],
      entryPoints: sources,
      outdir: made,
    });
    const stamps = JSON.stringify([...inputs].sort());
    writeFileSync(join(made, "inputs.json"), stamps);
    return put(made, join(shelf, `${key}-${hash(stamps)}`));
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** Gives a whole folder its name, so that nobody finds a part of one. Another process may have been as quick. */
function put(made, folder) {
  try {
    renameSync(made, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** The module of an entry in what `compiled` returned. */
export const moduleOf = (folder, entry) =>
  pathToFileURL(join(folder, basename(entry).replace(/\.ts$/, ".js"))).href;

/** The module of a file of Underlay's own, and the folder of what else was compiled with it. */
export async function ownModule(entry, others = [], project = packageDir) {
  if (published) {
    const made = others.length > 0 ? await compiled(others, project) : "";
    return { made, module: pathToFileURL(join(published, entry.replace(/\.ts$/, ".js"))).href };
  }
  const made = await compiled([join(packageDir, entry), ...others], project);
  return { made, module: moduleOf(made, entry) };
}

/** Runs a script of Underlay's; one that cannot be compiled or loaded is named. */
export async function run(entry) {
  try {
    await import((await ownModule(entry)).module);
  } catch (error) {
    tell(error, `${entry} cannot be run`);
    process.exitCode = 1;
  }
}

const packageOf = (path) => path.split("/", path.startsWith("@") ? 2 : 1).join("/");

/** Where a project has a package, or a file of one: in its own node_modules, or above, where npm puts what workspaces share. */
const placeOf = (name, project) =>
  (createRequire(join(project, "package.json")).resolve.paths(name) ?? [])
    .map((folder) => join(folder, name))
    .find((place) => existsSync(place));

/** What every command loads, in many small files, each of which takes a search at every start. */
const compiledIn = ["zod", "simple-statistics"];
/** CommonJS that every command loads: for an `import`, Node reads the whole source of each file once more, to find its names. */
const commonJs = ["@cdktf/provider-docker", "cdktf", "commander", "constructs", "ipaddr.js", "zx"];

/** Packages are loaded from where the project has them; what a lab outside of it brings along is compiled with it. */
const packagesOf = (project) => ({
  name: "project-packages",
  setup(build) {
    // Compiled in like those above, as the modules that it has for browsers: its CommonJS asks for parts of Node by `require`, which no
    // module has.
    const yaml = placeOf("yaml/browser/index.js", project);
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      const name = packageOf(path);
      if (path === "yaml" && yaml) return { path: yaml };
      if (kind === "entry-point" || compiledIn.includes(name)) return undefined;
      if (builtinModules.includes(path.replace(/^node:/, ""))) return { path, external: true };
      if (!placeOf(name, project)) return undefined;
      return commonJs.includes(name) ? { path, namespace: "common-js" } : { path, external: true };
    });
    const required = createRequire(join(project, "package.json"));
    build.onLoad({ filter: /.*/, namespace: "common-js" }, ({ path }) => {
      const names = Object.keys(required(path)).filter(
        (name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default",
      );
      return {
        contents: `import { createRequire } from "node:module";
const all = createRequire(import.meta.url)(${JSON.stringify(path)});
export default all;
export const { ${names.join(", ")} } = all;`,
      };
    });
  },
});

/** Notes of each file what it is before it is read: one that is saved meanwhile is compiled anew next time. */
const stampsOf = (inputs) => ({
  name: "stamps",
  setup(build) {
    build.onLoad({ filter: /.*/, namespace: "file" }, ({ path }) => {
      inputs.set(path, stamp(path));
      return undefined;
    });
  },
});

const options = {
  entryNames: "[name]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  logLevel: "silent",
};

/** A folder whose inputs are all as they were. */
function current(shelf, key) {
  if (!existsSync(shelf)) return undefined;
  const folder = readdirSync(shelf)
    .filter((name) => name.startsWith(`${key}-`))
    .map((name) => join(shelf, name))
    .find((folder) => inputsOf(folder)?.every(([path, was]) => stamp(path) === was));
  if (folder) touch(folder);
  return folder;
}

function inputsOf(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, "inputs.json"), "utf8"));
  } catch {
    // It is being removed, or a machine that lost its power never wrote it.
    return undefined;
  }
}

/** Its age counts from its last use. In a folder of someone else's it cannot be told. */
function touch(folder) {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {}
}

/** Removes what nobody used for a day: a process that was started before an edit may still load its verbs. */
function prune(shelf) {
  for (const name of readdirSync(shelf)) {
    const folder = join(shelf, name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 86_400_000) rmSync(folder, { recursive: true, force: true });
  }
}

/** What changes when a file does: git and editors write a new time, size or file. */
function stamp(path) {
  const { mtimeMs, ctimeMs, size, ino } = statSync(path, { throwIfNoEntry: false }) ?? {};
  return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
}
