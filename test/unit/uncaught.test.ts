import { spawnSync } from "node:child_process";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectDir } from "../../lib/runtime/project.ts";
import { bareProject } from "../fixtures/bare-project.ts";

let folder = "";
beforeAll(() => {
  folder = bareProject();
});
afterAll(() => rmSync(folder, { recursive: true }));

const node = (args: readonly string[], env = {}) => {
  const { status, stdout, stderr } = spawnSync("node", args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
};
const evaluate = (text: string, env = {}) =>
  node(["--import", "./scripts/uncaught.mjs", "--input-type=module", "--eval", text], env);

it.each([
  ["an error", 'throw new Error("no room")'],
  ["an error later", 'setTimeout(() => { throw new Error("no room"); })'],
  ["a rejection", 'Promise.reject(new Error("no room")); setTimeout(() => console.log("goes on"), 1000)'],
  ["what is no error", 'throw "no room"'],
  ["a text of several lines", 'throw new Error("no\\n  room")'],
])("says in one line what failed of %s that nobody caught", (_, text) => {
  expect(evaluate(text)).toEqual({ status: 1, stdout: "", stderr: "error: no room\n" });
});

it("says where on request", () => {
  expect(evaluate('throw new Error("no room")', { UNDERLAY_DEBUG: "1" }).stderr).toMatch(
    /^error: no room\nError: no room\n {4}at /,
  );
});

it.each([
  ["cannot be compiled", "const const = 1;", /:1:7: Expected identifier but found "const"\n$/],
  [
    "needs a package that is not there",
    'import "no-such-package";',
    /Could not resolve "no-such-package"\n$/,
  ],
  ["fails when it is loaded", 'throw new Error("no room");', /: no room\n$/],
])("names a program that %s, in one line", (_, text, said) => {
  writeFileSync(join(folder, "scripts/broken.ts"), text);
  writeFileSync(
    join(folder, "scripts/broken.mjs"),
    'import { run } from "./compile.mjs"; await run("scripts/broken.ts");',
  );
  const { status, stderr } = node(["scripts/broken.mjs"]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error: scripts\/broken\.ts cannot be run: [^\n]*\n$/);
  expect(stderr).toMatch(said);
});

describe("a verb that cannot be loaded", () => {
  const why = { list: "no room", trace: "no room", claims: "claimsCommand is not a function" };
  beforeAll(() => {
    for (const name of ["lib", "scripts"])
      cpSync(join(projectDir, name), join(folder, name), { recursive: true });
    for (const name of ["cdktf.json", "tsconfig.json", "package.json"])
      cpSync(join(projectDir, name), join(folder, name));
    const verb = (name: keyof typeof why, text: string) =>
      writeFileSync(join(folder, "scripts/verbs", `${name}.ts`), text);
    verb("list", 'throw new Error("no\\n  room");');
    verb("trace", 'throw "no room";');
    verb("claims", "export const other = 1;");
  });
  const underlay = (...args: string[]) => node(["scripts/underlay.mjs", ...args]);

  it.each([
    ["throws", "list"],
    ["throws what is no error", "trace"],
    ["lacks its command", "claims"],
  ] as const)("because it %s is named in one line, with the reason and status 1", (_, verb) => {
    expect(underlay(verb)).toEqual({
      status: 1,
      stdout: "",
      stderr: expect.stringMatching(
        new RegExp(`^error: the verb ${verb} cannot be loaded: [^\n]*${why[verb]}\n$`),
      ),
    });
  });

  it("is named in JSON, too", () => {
    expect(JSON.parse(underlay("list", "--json").stdout)).toHaveProperty("error");
  });

  it("leaves the others to be used, and misused", () => {
    expect(underlay("destroy", "--help")).toMatchObject({ status: 0, stderr: "" });
    const { status, stdout, stderr } = underlay("check", "--json");
    expect([status, JSON.parse(stdout)]).toEqual([2, { error: "missing required argument 'lab'" }]);
    expect(stderr).toContain("missing required argument 'lab'");
  });
});

it("goes on when nobody reads what it prints", () => {
  const script = `import { writeFileSync } from "node:fs";
    for (let line = 0; line < 3; line += 1) { console.log("x".repeat(200000)); await new Promise((done) => setTimeout(done, 50)); }
    writeFileSync("ended", "");`;
  writeFileSync(join(folder, "prints.mjs"), script);
  const { status } = spawnSync(
    "bash",
    ["-c", "set -o pipefail; node --import ./scripts/uncaught.mjs prints.mjs | head -c 1"],
    { cwd: folder, encoding: "utf8" },
  );
  expect(status).toBe(0);
});
