import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { $ } from "zx";
import { projectDir } from "../../lib/runtime/project.ts";
import { exitCodes } from "../../lib/runtime/terminal.ts";

/** What a new user does in an empty folder who has nothing of Underlay but its package. */
const home = mkdtempSync(join(tmpdir(), "underlay-package-"));
const project = join(home, "my-labs");
const first = join(project, "labs/lab-first.yaml");
// Where the other tests' results go is no business of this project.
const env = { ...process.env, UNDERLAY_RESULTS: "results" };
const inHome = $({ cwd: home, quiet: true, nothrow: true });
const run = (command: string, ...args: string[]) =>
  $({ cwd: project, env, quiet: true, nothrow: true, detached: true })`${command} ${args}`;
let tarball = "";

beforeAll(async () => {
  const packed = await $({ cwd: projectDir, quiet: true })`npm pack --silent --pack-destination ${home}`;
  tarball = join(home, packed.stdout.trim());
});

afterAll(async () => {
  if (existsSync(project)) {
    await run("npx", "underlay", "destroy", "--all");
    await run("npx", "underlay", "setup", "--remove");
  }
  rmSync(home, { recursive: true, force: true });
});

it("makes a project, which can be installed and checked", async () => {
  const made = await inHome`npx --yes --prefer-offline --package ${tarball} underlay init my-labs`;
  expect(made.exitCode, made.stderr).toBe(0);
  const outside = await inHome`npx --yes --prefer-offline --package ${tarball} underlay setup`;
  expect(outside.stderr).toContain("error: there is no project of Underlay in this folder or above it");
  const again = await inHome`npx --yes --prefer-offline --package ${tarball} underlay init my-labs`;
  expect(again.stderr).toContain("these files are there already: my-labs/.github/workflows/labs.yml");
  const installed = await run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
  expect(installed.exitCode, installed.stderr).toBe(0);
  expect((await run("npx", "tsc")).stdout).toBe("");
  const list = await run("npx", "underlay", "list", "--json");
  expect(JSON.parse(list.stdout)).toMatchObject([{ name: "lab-first" }, { name: "lab-second" }]);
});

it("names a mistake at its line", async () => {
  const sound = readFileSync(first, "utf8");
  writeFileSync(
    first,
    sound.replace("{ on: underlay, workloads: server }", "{ on: underly, workloads: server }"),
  );
  const { stderr, exitCode } = await run("npx", "underlay", "validate", "labs/lab-first.yaml");
  writeFileSync(first, sound);
  expect(exitCode).toBe(exitCodes.failed);
  expect(stderr).toContain(
    '[labs/lab-first.yaml:8:16] There is no segment "underly" in this lab; did you mean "underlay"? Known: underlay.',
  );
});

it("sets itself up, and deploys, measures and reports a lab in YAML", async () => {
  const setup = await run("npx", "underlay", "setup");
  expect(setup.exitCode, setup.stderr).toBe(0);
  const deploy = await run("npx", "underlay", "deploy", "lab-first");
  expect(deploy.exitCode, deploy.stderr).toBe(0);
  expect(deploy.stdout).toMatch(/path-mtu .* 1,422 bytes in one piece/);
  const [time = ""] = readdirSync(join(project, "results/lab-first"));
  expect(readFileSync(join(project, "results/lab-first", time, "report.html"), "utf8")).toContain(
    "lab-first",
  );
  expect((await run("npx", "underlay", "destroy", "lab-first")).exitCode).toBe(0);
});

it("deploys a lab in TypeScript by cdktf, and leaves nothing", async () => {
  const deploy = await run("npx", "cdktf", "deploy", "lab-second", "--auto-approve");
  expect(deploy.exitCode, deploy.stdout + deploy.stderr).toBe(0);
  const { stdout } = await run(
    "npx",
    "underlay",
    "exec",
    "lab-second",
    "client",
    "--",
    "ping",
    "-c",
    "1",
    "10.244.2.2",
  );
  expect(stdout).toContain("1 received");
  expect((await run("npx", "cdktf", "destroy", "lab-second", "--auto-approve")).exitCode).toBe(0);
  const list = await run("npx", "underlay", "list", "--json");
  expect(JSON.parse(list.stdout)).toMatchObject([{ presence: "absent" }, { presence: "absent" }]);
});
