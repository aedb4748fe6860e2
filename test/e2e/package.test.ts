import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { $ } from "zx/core";
import { projectDir } from "../../lib/runtime/project.ts";
import { exitCodes } from "../../lib/runtime/terminal.ts";
import { timesBy } from "../fixtures/times.ts";
import { asUnprivileged, environmentAt, makeHome } from "./unprivileged.ts";

/** What a new user does in an empty folder who has nothing of Underlay but its package, and no right but to use the engine. */
const home = mkdtempSync(join(tmpdir(), "underlay-package-"));
const project = join(home, "my-labs");
const first = join(project, "labs/lab-first.yaml");
// Where the other tests' results go is no business of this project.
const env = { ...environmentAt(home), UNDERLAY_RESULTS: "results" };
const inFolder = (cwd: string, ...command: string[]) =>
  $({ cwd, env, quiet: true, nothrow: true, detached: true })`${asUnprivileged} ${command}`;
const npx = (...args: string[]) => inFolder(project, "npx", ...args);
const ofPackage = (...args: string[]) =>
  inFolder(home, "npx", "--yes", "--prefer-offline", "--package", tarball, "underlay", ...args);
let tarball = "";

beforeAll(async () => {
  const packed = await $({ cwd: projectDir, quiet: true })`npm pack --silent --pack-destination ${home}`;
  tarball = join(home, packed.stdout.trim());
  await makeHome(home);
});

afterAll(async () => {
  if (existsSync(project)) {
    await npx("underlay", "destroy", "--all");
    await npx("underlay", "setup", "--remove");
  }
  rmSync(home, { recursive: true, force: true });
});

it("makes a project, which can be installed and checked", async () => {
  const made = await ofPackage("init", "my-labs");
  expect(made.exitCode, made.stderr).toBe(0);
  const outside = await ofPackage("setup");
  expect(outside.stderr).toContain("error: there is no project of Underlay in this folder or above it");
  const again = await ofPackage("init", "my-labs");
  expect(again.stderr).toContain("these files are there already: my-labs/.github/workflows/labs.yml");
  const installed = await inFolder(project, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
  expect(installed.exitCode, installed.stderr).toBe(0);
  expect((await npx("tsc")).stdout).toBe("");
  const list = await npx("underlay", "list", "--json");
  expect(JSON.parse(list.stdout)).toMatchObject([{ name: "lab-first" }, { name: "lab-second" }]);
});

it("names a mistake at its line", async () => {
  const sound = readFileSync(first, "utf8");
  writeFileSync(
    first,
    sound.replace("{ on: underlay, workloads: server }", "{ on: underly, workloads: server }"),
  );
  const { stderr, exitCode } = await npx("underlay", "validate", "labs/lab-first.yaml");
  writeFileSync(first, sound);
  expect(exitCode).toBe(exitCodes.failed);
  expect(stderr).toContain(
    '[labs/lab-first.yaml:8:16] There is no segment "underly" in this lab; did you mean "underlay"? Known: underlay.',
  );
});

it("sets itself up, and deploys, measures and reports a lab in YAML", async () => {
  const setup = await npx("underlay", "setup");
  expect(setup.exitCode, setup.stderr).toBe(0);
  const deploy = await npx("underlay", "deploy", "lab-first");
  expect(deploy.exitCode, deploy.stderr).toBe(0);
  expect(deploy.stdout).toMatch(/path-mtu .* 1,422 bytes in one piece/);
  const [time = ""] = readdirSync(join(project, "results/lab-first"));
  expect(readFileSync(join(project, "results/lab-first", time, "report.html"), "utf8")).toContain(
    "lab-first",
  );
  expect((await npx("underlay", "destroy", "lab-first")).exitCode).toBe(0);
});

it("deploys a lab in TypeScript by cdktf, and leaves nothing", async () => {
  const deploy = await npx("cdktf", "deploy", "lab-second", "--auto-approve");
  expect(deploy.exitCode, deploy.stdout + deploy.stderr).toBe(0);
  const ping = ["--", "ping", "-c", "1", "10.244.2.2"];
  expect((await npx("underlay", "exec", "lab-second", "client", ...ping)).stdout).toContain("1 received");
  for (const [verb = "", ...args] of [
    ["inspect"],
    ["doctor"],
    ["trace", "client", "server"],
    ["impair", "underlay", "--rate", "100000"],
    ["link", "underlay", "host2", "down"],
    ["link", "underlay", "host2", "up"],
    ["graph", "--live"],
    ["probe", "--quick"],
  ]) {
    const { exitCode, stdout, stderr } = await npx("underlay", verb, "lab-second", ...args);
    expect([verb, exitCode], stdout + stderr).toEqual([verb, exitCodes.passed]);
  }
  expect((await npx("cdktf", "destroy", "lab-second", "--auto-approve")).exitCode).toBe(0);
  const list = await npx("underlay", "list", "--json");
  expect(JSON.parse(list.stdout)).toMatchObject([{ presence: "absent" }, { presence: "absent" }]);
});

const git = (...args: string[]) =>
  inFolder(project, "git", "-c", "user.name=a", "-c", "user.email=a@b", ...args);
/** What a continuous integration runs, and what it writes for whoever shows tests. */
async function gate() {
  const { exitCode, stdout, stderr } = await inFolder(project, "ci/gate.sh", "HEAD", "lab-first");
  return {
    exitCode,
    text: stdout + stderr,
    junit: readFileSync(join(project, "results/gate-lab-first.xml"), "utf8"),
  };
}

it("stops a change that makes a lab slower than it is at the commit before", async () => {
  const asIs = readFileSync(first, "utf8");
  const limited = (rate: number) =>
    asIs
      .replace("  underlay:", `  underlay: { impair: { rate: ${rate} } }`)
      .replace(/ +- iperf: .*/, "  - iperf: { from: client, to: server, streams: [1] }");
  writeFileSync(first, limited(400_000));
  for (const args of [
    ["init", "--quiet"],
    ["add", "--all"],
    ["commit", "--quiet", "--message", "Begin"],
  ])
    expect((await git(...args)).exitCode).toBe(0);
  // Five percent less.
  writeFileSync(first, limited(380_000));
  const { exitCode, text, junit } = await gate();
  expect(exitCode, text).toBe(exitCodes.failed);
  expect(text).toMatch(
    /Regression: lab-first is worse than lab-first at HEAD \(\w{8}\)\.\sThroughput, 1 stream: (4\.[6-9]|5(\.\d)?) %/,
  );
  expect(text).toContain("lab-first has rate 380000 kbit/s on underlay");
  expect(junit).toContain('failures="1"');
  expect((await git("worktree", "list")).stdout.trim().split("\n")).toHaveLength(1);
  expect(existsSync(join(project, ".underlay/references"))).toBe(true);
  expect(readdirSync(join(project, ".underlay/references"))).toEqual([]);
  const list = await npx("underlay", "list", "--json");
  expect(JSON.parse(list.stdout)).toMatchObject([{ presence: "absent" }, { presence: "absent" }]);
});

/** Each takes a minute: once in every run of the tests, and as often as UNDERLAY_GATES says. */
const times = timesBy("UNDERLAY_GATES", 1);

it(`passes a change that makes no lab slower, ${times} times in a row`, {
  timeout: times * 300_000,
}, async () => {
  expect((await git("checkout", "--quiet", "labs")).exitCode).toBe(0);
  writeFileSync(first, `${readFileSync(first, "utf8")}\n# A comment more.\n`);
  for (let time = 1; time <= times; time += 1) {
    const { exitCode, text, junit } = await gate();
    expect(exitCode, `gate ${time} of ${times}: ${text}`).toBe(exitCodes.passed);
    expect(junit).toContain('failures="0"');
  }
});
