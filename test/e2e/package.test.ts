import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exitCodes } from "../../lib/runtime/terminal.ts";
import { useUserProject } from "./user-project.ts";

/** What a new user does in an empty folder. */
const user = useUserProject();

/** Gives the project's labs addresses that no lab of the other tests has, which are up on the same engine. */
function moveLabs(): void {
  for (const [file, was, slot] of [
    [user.first, "slot: 1", 14],
    [user.second, "slot: 2", 15],
  ] as const) {
    edit(file, was, `slot: ${slot}`);
  }
  // One lab is measured as a new user has it, the other shortly.
  edit(user.second, "streams: [1, 8]", "streams: [1, 8], samples: 1, seconds: 1, omit: 0");
}

function edit(file: string, was: string, is: string): void {
  const text = readFileSync(file, "utf8");
  expect(text).toContain(was);
  writeFileSync(file, text.replace(was, is));
}

it("makes a project, which can be installed and checked", async () => {
  const made = await user.ofPackage("init", "my-labs");
  expect(made.exitCode, made.stderr).toBe(0);
  const installed = await user.install();
  expect(installed.exitCode, installed.stderr).toBe(0);
  const outside = await user.outside("setup");
  expect(outside.stderr).toContain("error: there is no project of Underlay in this folder or above it");
  const again = await user.outside("init", "my-labs");
  expect(again.stderr).toContain("these files are there already: my-labs/.github/workflows/labs.yml");
  expect((await user.installed("tsc")).stdout).toBe("");
  moveLabs();
  const list = await user.installed("underlay", "list", "--json");
  expect(JSON.parse(list.stdout)).toMatchObject([{ name: "lab-first" }, { name: "lab-second" }]);
});

it("names a mistake at its line", async () => {
  const sound = readFileSync(user.first, "utf8");
  writeFileSync(
    user.first,
    sound.replace("{ on: underlay, workloads: server }", "{ on: underly, workloads: server }"),
  );
  const { stderr, exitCode } = await user.installed("underlay", "validate", "labs/lab-first.yaml");
  writeFileSync(user.first, sound);
  expect(exitCode).toBe(exitCodes.failed);
  expect(stderr).toContain(
    '[labs/lab-first.yaml:8:16] There is no segment "underly" in this lab; did you mean "underlay"? Known: underlay.',
  );
});

it("sets itself up, and deploys, measures and reports a lab in YAML", async () => {
  const setup = await user.run("npx", "underlay", "setup");
  expect(setup.exitCode, setup.stderr).toBe(0);
  const deploy = await user.installed("underlay", "deploy", "lab-first");
  expect(deploy.exitCode, deploy.stderr).toBe(0);
  expect(deploy.stdout).toMatch(/path-mtu .* 1,422 bytes in one piece/);
  const [time = ""] = readdirSync(join(user.folder, "results/lab-first"));
  expect(readFileSync(join(user.folder, "results/lab-first", time, "report.html"), "utf8")).toContain(
    "lab-first",
  );
  expect((await user.installed("underlay", "destroy", "lab-first")).exitCode).toBe(0);
});

it("deploys a lab in TypeScript by cdktf, and leaves nothing", async () => {
  const deploy = await user.run("npx", "cdktf", "deploy", "lab-second", "--auto-approve");
  expect(deploy.exitCode, deploy.stdout + deploy.stderr).toBe(0);
  const ping = ["--", "ping", "-c", "1", "10.244.2.2"];
  expect((await user.installed("underlay", "exec", "lab-second", "client", ...ping)).stdout).toContain(
    "1 received",
  );
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
    const { exitCode, stdout, stderr } = await user.installed("underlay", verb, "lab-second", ...args);
    expect([verb, exitCode], stdout + stderr).toEqual([verb, exitCodes.passed]);
  }
  expect((await user.installed("cdktf", "destroy", "lab-second", "--auto-approve")).exitCode).toBe(0);
  const list = await user.installed("underlay", "list", "--json");
  expect(JSON.parse(list.stdout)).toMatchObject([{ presence: "absent" }, { presence: "absent" }]);
});
