import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { startStopped } from "../../lib/runtime/deploy/start-stopped.ts";
import { labDir, stateFile, withLabLocks } from "../../lib/runtime/labs/labs.ts";
import { preflight } from "../../lib/runtime/labs/preflight.ts";
import { stackDir } from "../../lib/runtime/labs/synthesis.ts";
import { configured } from "../fixtures/configure.ts";
import {
  beginAnew,
  bringUp,
  change,
  deployed,
  event,
  files,
  is,
  lab,
  programs,
  said,
  stack,
  synthesise,
} from "../fixtures/deploying.ts";
import { projectDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
vi.mock("../../lib/runtime/labs/preflight.ts", () => ({ preflight: vi.fn(async () => []) }));
vi.mock("../../lib/runtime/labs/leftovers.ts", () => ({ removeLeftovers: async () => 0 }));
vi.mock("../../lib/runtime/deploy/configure.ts", () => import("../fixtures/configure.ts"));
vi.mock("../../lib/runtime/deploy/start-stopped.ts", () => ({ startStopped: vi.fn(async () => undefined) }));

const mark = join(labDir(lab.name), "unfinished");

beforeEach(() => {
  configured.begun.length = 0;
  configured.fails = undefined;
  vi.clearAllMocks();
  beginAnew();
});
afterAll(() => rmSync(projectDir, { recursive: true }));

it.each([
  ["has no state", undefined],
  ["has a state that a killed deploy never wrote", ""],
  ["was destroyed by cdktf", '{"version": 4, "resources": []}'],
])("makes a lab that %s without a plan first", async (_, state) => {
  if (state !== undefined) writeFileSync(stateFile(lab.name), state);
  await bringUp();
  expect(programs.calls("terraform")).toEqual([
    "init -input=false -no-color",
    "apply -json -input=false -lock-timeout=30s -auto-approve",
  ]);
  expect(preflight).toHaveBeenCalledOnce();
  expect(startStopped).not.toHaveBeenCalled();
});

it("says what preflight warns of", async () => {
  vi.mocked(preflight).mockResolvedValueOnce(["a warning"]);
  await bringUp();
  expect(said).toContain("a warning");
});

it("applies nothing to a lab that is as it should be", async () => {
  deployed();
  await bringUp();
  expect(programs.calls("terraform")).toEqual([
    "init -input=false -no-color",
    "plan -json -input=false -lock-timeout=30s -out=plan",
  ]);
  expect(preflight).not.toHaveBeenCalled();
  expect(configured.begun).toEqual(["all"]);
});

it("applies the plan that it told of, and waits for another's lock", async () => {
  deployed();
  programs.make("terraform", is("plan", change("replace")));
  await bringUp();
  expect(said).toEqual(["host1 will be replaced"]);
  expect(programs.calls("terraform").at(-1)).toBe("apply -json -input=false -lock-timeout=30s plan");
});

it("configures machines as they are made, and at the end all others", async () => {
  const done = (action: string, name: string) =>
    event({
      type: "apply_complete",
      hook: { action, resource: { resource_type: "docker_container", resource_name: name } },
    });
  const made = (name: string) => done("create", name);
  const events = [done("delete", "host1"), made("host2"), "echo not JSON", made("stranger"), made("host1")];
  programs.make("terraform", is("apply", events.join("\n")));
  await bringUp();
  expect(configured.begun).toEqual(["host2", "stranger", "host1", "all"]);
  expect(readFileSync(join(labDir(lab.name), "terraform.log"), "utf8").split("\n")[2]).toBe("not JSON");
});

it("says which files change on machines that stay, and what that means", async () => {
  deployed();
  writeFileSync(join(stack, "files.json"), JSON.stringify(files("new")));
  await bringUp();
  expect(said).toEqual([
    "host1: /etc/underlay/bird.conf has changed: BIRD reads it again; sessions that stay the same stay up",
  ]);
});

it("counts as ended once all machines are ready, and not before", async () => {
  deployed();
  configured.fails = new Error("host1 is not ready");
  await expect(bringUp()).rejects.toThrow("host1 is not ready");
  expect(readFileSync(mark, "utf8")).not.toBe("4");
  configured.fails = undefined;
  synthesise();
  await bringUp();
  expect(readFileSync(mark, "utf8")).toBe("4");
});

it("begins no Terraform after an interrupt", async () => {
  await expect(bringUp(AbortSignal.abort())).rejects.toThrow("interrupted before terraform init");
  expect(programs.calls("terraform")).toEqual([]);
});

it("passes an interrupt on to Terraform and waits for its end", async () => {
  const controller = new AbortController();
  const apply = "trap 'echo >ended; exit 1' INT; echo >begun; while :; do sleep 0.05; done";
  programs.make("terraform", is("apply", apply));
  const running = bringUp(controller.signal).catch((error: Error) => error);
  await vi.waitUntil(() => existsSync(join(stackDir(lab.name), "begun")), { timeout: 60_000 });
  controller.abort();
  expect(await running).toBeInstanceOf(Error);
  expect(existsSync(join(stackDir(lab.name), "ended"))).toBe(true);
});

it("is interrupted also in the moment in which Terraform has just ended", async () => {
  const controller = new AbortController();
  // Its output is still open for a moment, though nobody is left in its group.
  const pid = join(stackDir(lab.name), "pid");
  programs.make("terraform", is("apply", `echo $$ >"${pid}"; setsid sleep 2 & exit 0`));
  const running = bringUp(controller.signal).catch((error: Error) => error);
  const ended = () => existsSync(pid) && !existsSync(`/proc/${readFileSync(pid, "utf8").trim()}`);
  await vi.waitUntil(ended, { timeout: 60_000 });
  controller.abort();
  expect(await running).toEqual(new Error(`the deploy of ${lab.name} was interrupted`));
});

const inPlace = (name: string) => join(stackDir(lab.name), name);

it("puts the lab's stack in the place of its last one, of which Terraform's own folder stays", async () => {
  mkdirSync(inPlace(".terraform"), { recursive: true });
  for (const name of ["cdk.tf.json", "of-another-mode.yaml", ".terraform/kept", ".terraform.lock.hcl"])
    writeFileSync(inPlace(name), "old");
  await bringUp();
  expect(readFileSync(inPlace("cdk.tf.json"), "utf8")).toBe("new");
  expect(existsSync(inPlace("of-another-mode.yaml"))).toBe(false);
  for (const name of [".terraform/kept", ".terraform.lock.hcl"]) expect(existsSync(inPlace(name))).toBe(true);
});

it("leaves the stack of a lab that someone else is at work on as it is", async () => {
  mkdirSync(stackDir(lab.name), { recursive: true });
  writeFileSync(inPlace("cdk.tf.json"), "old");
  await withLabLocks([lab.name], "probe", async () => {
    await expect(bringUp()).rejects.toThrow(`deploy of ${lab.name} cannot begin now`);
  });
  expect(readFileSync(inPlace("cdk.tf.json"), "utf8")).toBe("old");
});
