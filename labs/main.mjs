// main.mjs: the program of the cdktf app (cdktf.json). Compiles the labs, each of which may be unsound without the others
// being so, and hands them to main.ts.
//
// It runs in the project's folder.
//
// UNDERLAY_LABS       another folder of labs than `labs`
// UNDERLAY_FILES      a JSON array of the files in it that are read; all, where there is none
// UNDERLAY_LEAVE_OUT  a JSON array of files that are not read
import { readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import "../scripts/lazy-archiver.mjs";
import "../scripts/one-constructs.mjs";
import { compiled, moduleOf, ownModule, packageDir } from "../scripts/compile.mjs";

const project = process.cwd();
const folder = resolve(project, process.env.UNDERLAY_LABS || "labs");
const asked = JSON.parse(process.env.UNDERLAY_FILES ?? "null");
const leftOut = JSON.parse(process.env.UNDERLAY_LEAVE_OUT ?? "[]");
const files = names(folder)
  .filter((name) => /^lab-.*\.(ts|ya?ml)$/.test(name) && !leftOut.includes(name))
  .filter((name) => asked?.includes(name) ?? true)
  .sort();
const isCode = (name) => name.endsWith(".ts");
const pathsOf = (names) => names.filter(isCode).map((name) => join(folder, name));
const compile = (names) => ownModule("labs/main.ts", pathsOf(names), project);

function names(path) {
  try {
    return readdirSync(path);
  } catch (error) {
    throw new Error(`there is no folder of labs (${error.message}): UNDERLAY_LABS names another than labs`);
  }
}

/** Files that cannot be compiled, with esbuild's reason. */
async function broken() {
  const found = [];
  for (const file of files.filter(isCode))
    await compiled(pathsOf([file]), project).catch(({ errors = [], message }) => {
      const place = ({ location }) =>
        location ? `${location.file}:${location.line}:${location.column + 1}: ` : "";
      found.push({ file, message: errors.map((error) => place(error) + error.text).join("; ") || message });
    });
  return found;
}

async function compileAll() {
  try {
    return { made: await compile(files), unsound: [] };
  } catch {
    const unsound = await broken();
    return {
      made: await compile(files.filter((file) => unsound.every((other) => other.file !== file))),
      unsound,
    };
  }
}

const {
  made: { made, module },
  unsound,
} = await compileAll();
const { addLabOf, synthesiseLabs } = await import(module);
/** What a file adds to the app: its code's default export, or the lab that is written in it. */
const load = async (file) => {
  if (isCode(file)) return import(moduleOf(made, file));
  const path = join(folder, file);
  return { default: async (app) => addLabOf(app, path, relative(process.cwd(), path)) };
};
const labs = files.map((file) => ({
  file,
  folder,
  broken: unsound.find((other) => other.file === file)?.message,
  load: () => load(file),
}));
try {
  await synthesiseLabs(labs, packageDir);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
// Whatever a lab's code left open.
process.exit();
