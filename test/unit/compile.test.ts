import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { bareProject } from "../fixtures/bare-project.ts";

let folder = "";
beforeEach(() => {
  folder = bareProject();
  write("program.mjs", 'import { run } from "./compile.mjs"; await run("scripts/program.ts");');
  write("program.ts", 'import { word } from "./word.ts"; console.log("says", word);');
  write("word.ts", 'export const word = "one";');
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string) => writeFileSync(join(folder, "scripts", name), content);
const start = async () => {
  const running = spawn("node", ["scripts/program.mjs"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr] = await Promise.all([text(running.stdout), text(running.stderr)]);
  return stdout + stderr;
};
const shelf = () => readdirSync(join(folder, ".underlay/compiled")).sort();

it("compiles once, and again when a file that was used is another", async () => {
  expect(await start()).toBe("says one\n");
  const first = shelf();
  expect(await start()).toBe("says one\n");
  expect(shelf()).toEqual(first);
  write("word.ts", 'export const word = "two";');
  expect(await start()).toBe("says two\n");
});

it.each([
  ["esbuild", () => join(folder, "node_modules/esbuild/package.json")],
  ["its own options", () => join(folder, "scripts/compile.mjs")],
])("compiles again when %s changes", async (_, file) => {
  await start();
  const first = shelf();
  appendFileSync(file(), "\n");
  expect(await start()).toBe("says one\n");
  expect(shelf().length).toBe(first.length + 1);
});

it("compiles again what was saved while it was compiled", async () => {
  // A pipe is read once somebody writes to it: by then the file that imports it has been read.
  const word = join(folder, "scripts/word.ts");
  rmSync(word);
  spawnSync("mkfifo", [word]);
  const startWhile = async (happens: () => void) => {
    const starting = start();
    const pipe = await open(word, "w");
    happens();
    await pipe.writeFile('export const word = "one";');
    await pipe.close();
    return starting;
  };
  const save = () => write("program.ts", 'import { word } from "./word.ts"; console.log("now says", word);');
  expect(await startWhile(save)).toBe("says one\n");
  expect(await startWhile(() => undefined)).toBe("now says one\n");
});

it("lets programs that start at once find nothing that is half made", async () => {
  expect(await Promise.all([start(), start(), start()])).toEqual(Array(3).fill("says one\n"));
  expect(shelf()).toHaveLength(1);
});

it("is not kept from compiling by what a lost machine left", async () => {
  await start();
  const [made = ""] = shelf();
  writeFileSync(join(folder, ".underlay/compiled", made, "inputs.json"), "");
  mkdirSync(join(folder, ".underlay/compiled/making-abc"));
  expect(readFileSync(join(folder, ".underlay/compiled", made, "program.js"), "utf8")).toContain("one");
  expect(await start()).toBe("says one\n");
});

it("removes what nobody used for a day, and keeps what somebody did", async () => {
  await start();
  const compiled = join(folder, ".underlay/compiled");
  const [made = ""] = shelf();
  const old = new Date(Date.now() - 2 * 86_400_000);
  utimesSync(join(compiled, made), old, old);
  await start();
  mkdirSync(join(compiled, "making-abc"));
  utimesSync(join(compiled, "making-abc"), old, old);
  write("word.ts", 'export const word = "two";');
  await start();
  expect(shelf()).toContain(made);
  expect(shelf()).not.toContain("making-abc");
});

it("has the names of a CommonJS package, its default, and the same objects as whoever imports it", async () => {
  const place = join(folder, "node_modules/commander");
  // A link to the project's own.
  rmSync(place);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), '{ "name": "commander", "main": "index.js" }');
  writeFileSync(
    join(place, "index.js"),
    "class Pair {}\nmodule.exports = { Pair, one: () => 1, 'not-a-name': 2 };",
  );
  write(
    "program.ts",
    `import commander, * as all from "commander"; import { one, Pair } from "commander";
     const again = await import(String("commander"));
     console.log(one(), commander["not-a-name"], all.one === one, again.default.Pair === Pair);`,
  );
  expect(await start()).toBe("1 2 true true\n");
});

it("takes a package from above a project, where npm puts what workspaces share", async () => {
  mkdirSync(join(folder, "packages/labs"), { recursive: true });
  writeFileSync(
    join(folder, "packages/labs/lab.ts"),
    'import { Construct } from "constructs"; import all from "constructs"; console.log(Construct === all.Construct);',
  );
  write(
    "program.mjs",
    `import { compiled, moduleOf } from "./compile.mjs";
    await import(moduleOf(await compiled(["lab.ts"], ${JSON.stringify(join(folder, "packages/labs"))}), "lab.ts"));`,
  );
  expect(await start()).toMatch(/^true\n/);
});
