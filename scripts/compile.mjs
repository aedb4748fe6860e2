// compile.mjs: TypeScript compiled once and then only started, because compiling at each start takes most of the time that
// a command takes. What was compiled is used only while every file that it was made of is as it was then.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { builtinModules } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { tell } from "./uncaught.mjs";

const project = join(dirname(fileURLToPath(import.meta.url)), "..");
const hash = (text) => createHash("sha256").update(text).digest("hex").slice(0, 12);

/**
 * Compiles `entries` (paths of TypeScript files) with all that they import, the project's packages left out; returns the
 * folder that holds a `.js` of each entry's name. Entries that share modules share them when they run, too.
 * Throws esbuild's failure, whose `errors` have a place, when one cannot be compiled.
 */
export async function compiled(entries) {
  const sources = entries.map((entry) => resolve(project, entry));
  const shelf = join(project, ".underlay/compiled", hash([process.version, ...sources].join("\0")));
  const found = current(shelf);
  if (found) return found;

  const { build } = await import("esbuild");
  const made = join(shelf, `making-${process.pid}`);
  try {
    const { metafile } = await build({ ...options, entryPoints: sources, outdir: made });
    const inputs = Object.keys(metafile.inputs).map((path) => [path, stamp(resolve(project, path))]);
    const folder = join(shelf, hash(JSON.stringify(inputs)));
    mkdirSync(made, { recursive: true });
    writeFileSync(join(made, "inputs.json"), JSON.stringify(inputs));
    prune(shelf);
    // Another process may have been as quick.
    if (!existsSync(folder)) renameSync(made, folder);
    return folder;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** Runs a script of the project; one that cannot be compiled or loaded is named. */
export async function run(entry) {
  try {
    const folder = await compiled([entry]);
    await import(join(folder, basename(entry).replace(/\.ts$/, ".js")));
  } catch (error) {
    tell(error, `${entry} cannot be run`);
    process.exitCode = 1;
  }
}

const packageOf = (path) => path.split("/", path.startsWith("@") ? 2 : 1).join("/");

/** Packages are loaded from the project; what a lab outside of it brings along is compiled with it. */
const projectPackages = {
  name: "project-packages",
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === "entry-point") return undefined;
      const isOurs =
        builtinModules.includes(path.replace(/^node:/, "")) ||
        existsSync(join(project, "node_modules", packageOf(path)));
      return isOurs ? { path, external: true } : undefined;
    });
  },
};

const options = {
  entryNames: "[name]",
  absWorkingDir: project,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  plugins: [projectPackages],
  metafile: true,
  logLevel: "silent",
};

/** The newest folder of a shelf whose inputs are all as they were. */
function current(shelf) {
  if (!existsSync(shelf)) return undefined;
  return readdirSync(shelf)
    .map((name) => join(shelf, name))
    .find((folder) => {
      const inputs = join(folder, "inputs.json");
      if (folder.includes("making-") || !existsSync(inputs)) return false;
      return JSON.parse(readFileSync(inputs, "utf8")).every(
        ([path, was]) => stamp(resolve(project, path)) === was,
      );
    });
}

/** Removes what is older than a day: a process that was started before an edit may still load its verbs. */
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
