import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { resolveRef, withLabAt } from "../../lib/runtime/runs/git-reference.ts";
import { Refusal } from "../../lib/runtime/terminal.ts";
import { Programs } from "../fixtures/programs.ts";
import { projectDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));

const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: projectDir });

/** Stands for Underlay in the work tree: notes which labs it is to deploy, and leaves a state as a deploy does. */
const underlay = `
const { appendFileSync, writeFileSync } = require("node:fs");
const [verb, lab] = process.argv.slice(2);
appendFileSync(process.env.NOTED, JSON.stringify([verb, process.cwd(), process.env.UNDERLAY_LABS ?? null]) + "\\n");
const value = Buffer.from(JSON.stringify({ name: lab + "-2", hosts: [], routers: [] })).toString("base64");
const instances = [{ attributes: { input: { value } } }];
const resources = [{ type: "terraform_data", name: "preflight", instances }];
if (verb === "deploy") writeFileSync("terraform." + lab + "-2.tfstate", JSON.stringify({ resources }));
`;
const noted = join(projectDir, "noted");

beforeAll(() => {
  mkdirSync(join(projectDir, "node_modules/.bin"), { recursive: true });
  writeFileSync(join(projectDir, "node_modules/.bin/underlay"), underlay);
  writeFileSync(join(projectDir, ".gitignore"), "node_modules\n.underlay\nnoted\n");
  git("init", "--quiet", "--initial-branch", "main");
  git("add", ".gitignore");
  git("commit", "--quiet", "--message", "first");
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(projectDir, { recursive: true }));

/** The folder of labs that a lab of another commit is made from. */
async function labsOf(folder: string | undefined): Promise<string> {
  vi.stubEnv("UNDERLAY_LABS", folder);
  vi.stubEnv("NOTED", noted);
  writeFileSync(noted, "");
  const reference = await resolveRef("HEAD");
  const options = { lab: "lab-a", instance: 2, deploy: [], progress: () => undefined };
  const name = await withLabAt(reference, options, async (lab) => lab.name);
  expect(name).toBe("lab-a-2");
  const calls = readFileSync(noted, "utf8").trim().split("\n");
  const [, tree, labs] =
    calls.map((call): string[] => JSON.parse(call)).find(([verb]) => verb === "deploy") ?? [];
  expect(tree).toBe(join(projectDir, ".underlay/references", reference.commit.slice(0, 12)));
  return labs ?? "";
}

it.each([
  ["labs", undefined],
  ["labs", ""],
  ["my-labs", "my-labs"],
  ["my-labs", join(projectDir, "my-labs")],
  [".", projectDir],
])(
  "makes a lab of another commit from %s of its own work tree where UNDERLAY_LABS is %j",
  async (own, folder) => {
    expect(await labsOf(folder)).toBe(own);
  },
);

it.each(["..", "/srv/labs"])("refuses labs in %s, which is outside of the repository", async (folder) => {
  vi.stubEnv("UNDERLAY_LABS", folder);
  const refused: unknown = await resolveRef("HEAD").catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refusal);
  expect(String(refused)).toMatch(
    /^Refusal: The labs are in \/.* \(UNDERLAY_LABS\), outside of this repository/,
  );
});

/** Why there is no such commit, with a git that says this; or with none at all. */
async function refusalWith(script?: string): Promise<string> {
  const folder = join(projectDir, "node_modules/programs");
  const programs = new Programs(folder);
  if (script !== undefined) programs.make("git", script);
  vi.stubEnv("PATH", script === undefined ? join(folder, "none") : programs.path);
  const refused: unknown = await resolveRef("main").catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refusal);
  return String(refused);
}

it("says in git's own words why it does not read a repository, as one of another user", async () => {
  const words = `fatal: detected dubious ownership in repository at '${projectDir}'`;
  expect(await refusalWith(`echo "${words}" >&2; exit 128`)).toBe(
    `Refusal: git does not read the repository of ${projectDir}, so nothing is known of "main": ${words}`,
  );
});

it("says that the project is in no repository, and that a repository has no such commit", async () => {
  const none = 'echo "fatal: not a git repository (or any of the parent directories): .git" >&2; exit 128';
  expect(await refusalWith(none)).toContain("is in no git repository");
  expect(await refusalWith('[ "$2" = --verify ] && exit 1; echo true')).toContain(
    'There is no commit "main" in this repository.',
  );
});

it("says that git is not installed", async () => {
  expect(await refusalWith()).toContain("git is not installed, or not in PATH");
});
