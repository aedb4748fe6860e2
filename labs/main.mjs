// main.mjs: the program of the cdktf app (cdktf.json). Compiles the labs, each of which may be unsound without the others
// being so, and hands them to main.ts.
//
// UNDERLAY_LABS       another folder than this one
// UNDERLAY_LEAVE_OUT  a JSON array of files that are not read
import { readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { compiled, moduleOf } from "../scripts/compile.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(here, "..", process.env.UNDERLAY_LABS ?? here);
const app = join(here, "main.ts");
const leftOut = JSON.parse(process.env.UNDERLAY_LEAVE_OUT ?? "[]");
const files = names(folder)
  .filter((name) => /^lab-.*\.(ts|ya?ml)$/.test(name) && !leftOut.includes(name))
  .sort();
const isCode = (name) => name.endsWith(".ts");
const compile = (names) => compiled([app, ...names.filter(isCode).map((name) => join(folder, name))]);

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
    await compile([file]).catch(({ errors = [], message }) => {
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

const { made, unsound } = await compileAll();
const { addLabOf, synthesiseLabs } = await import(moduleOf(made, app));
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
  await synthesiseLabs(labs);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
// Whatever a lab's code left open.
process.exit();
