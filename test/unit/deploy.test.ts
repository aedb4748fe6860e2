import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { plannedChanges } from "../../lib/model/changes.ts";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { deploy } from "../../lib/runtime/deploy/deploy.ts";
import { startStopped } from "../../lib/runtime/deploy/start-stopped.ts";
import { labDir, stateFile, withLabLocks } from "../../lib/runtime/labs/labs.ts";
import { preflight } from "../../lib/runtime/labs/preflight.ts";
import { stackDir } from "../../lib/runtime/labs/synthesis.ts";
import { declaration } from "../fixtures/declaration.ts";
import { Programs } from "../fixtures/programs.ts";
import { projectDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
vi.mock("../../lib/runtime/labs/preflight.ts", () => ({ preflight: vi.fn(async () => []) }));
vi.mock("../../lib/runtime/labs/leftovers.ts", () => ({ removeLeftovers: async () => 0 }));
const configured = vi.hoisted(() => ({ begun: [] as string[], fails: undefined as Error | undefined }));
vi.mock("../../lib/runtime/deploy/configure.ts", () => ({
  Configuration: class {
    begin = (machine: string) => void configured.begun.push(machine);
    all = async () => {
      configured.begun.push("all");
      if (configured.fails) throw configured.fails;
    };
  },
}));
vi.mock("../../lib/runtime/deploy/start-stopped.ts", () => ({ startStopped: vi.fn(async () => undefined) }));

const lab = resolveLab(declaration());
/** A stack as synthesis left it, made anew for each test. */
const stack = join(projectDir, "synthesised");
const files = (bird: string) => ({ host1: { "/etc/underlay/bird.conf": bird }, host2: {} });
const programs = new Programs(join(projectDir, "bin"));
const said: string[] = [];
const progress = {
  machine: (_: string, machine: string, waitsFor: string | null) => said.push(`${machine}: ${waitsFor}`),
  say: (_: string, text: string) => said.push(text),
  end: () => undefined,
};
const bringUp = (signal = new AbortController().signal) =>
  deploy(lab, {
    stack,
    installation: {
      ...assumedInstallation,
      terraform: { ...assumedInstallation.terraform, binary: join(projectDir, "bin/terraform") },
    },
    progress,
    signal,
  });
const event = (value: object) => `echo '${JSON.stringify(value)}'`;
const change = (action: string, type = "docker_container", name = "host1") =>
  event({
    type: "planned_change",
    change: { action, resource: { resource_type: type, resource_name: name } },
  });
const failing = (summary: string, detail = "") =>
  `${event({ type: "diagnostic", diagnostic: { severity: "error", summary, detail } })}; exit 1`;
const is = (verb: string, script: string) => `if [ "$1" = ${verb} ]; then ${script}\nfi`;
/** A state as a deploy leaves it that found the mark 4. */
const state = {
  resources: [
    {
      type: "terraform_data",
      name: "preflight",
      instances: [{ attributes: { triggers_replace: { value: { unfinished: "4" } } } }],
    },
    {
      type: "terraform_data",
      name: "configured",
      instances: [{ attributes: { triggers_replace: { value: { files: plannedChanges(files("old")) } } } }],
    },
  ],
};
const deployed = () => writeFileSync(stateFile(lab.name), JSON.stringify(state));
const mark = join(labDir(lab.name), "unfinished");

const synthesise = () => {
  mkdirSync(stack, { recursive: true });
  writeFileSync(join(stack, "cdk.tf.json"), "new");
  writeFileSync(join(stack, "files.json"), JSON.stringify(files("old")));
};

beforeEach(() => {
  said.length = 0;
  configured.begun.length = 0;
  configured.fails = undefined;
  vi.clearAllMocks();
  rmSync(stateFile(lab.name), { force: true });
  synthesise();
  programs.make("terraform", "true");
  programs.forget("terraform");
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
  const made = (name: string) =>
    event({
      type: "apply_complete",
      hook: { resource: { resource_type: "docker_container", resource_name: name } },
    });
  programs.make(
    "terraform",
    is("apply", [made("host2"), "echo not JSON", made("stranger"), made("host1")].join("\n")),
  );
  await bringUp();
  expect(configured.begun).toEqual(["host2", "stranger", "host1", "all"]);
  expect(readFileSync(join(labDir(lab.name), "terraform.log"), "utf8").split("\n")[1]).toBe("not JSON");
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

it.each([
  ["Saved plan is stale", "Nothing was done: run it again."],
  ["Error acquiring the state lock", "Wait until it has ended, then run this again."],
])("says what to do about: %s", async (summary, advice) => {
  deployed();
  programs.make(
    "terraform",
    `${is("plan", change("create"))}\n${is("apply", failing(summary, "Its detail."))}`,
  );
  const error = await bringUp().catch((error: Error) => error.message);
  expect(error).toMatch(new RegExp(`^${summary}\nIts detail\\.\n.*${advice}\nAll that Terraform printed: `));
});

it("says how a Terraform ended that said nothing of it, and what it did last", async () => {
  const last = event({ type: "apply_start", "@message": "host1: Creating..." });
  programs.make("terraform", is("apply", `${last}\nkill -9 $$`));
  await expect(bringUp()).rejects.toThrow(
    /^terraform apply (was ended by a signal|ended with status 137): host1: Creating\.\.\.\nAll that/,
  );
});

const initFails = (text: string) =>
  programs.make("terraform", is("init", `cat >&2 <<'END'\n${text}\nEND\nexit 1`));
const noProvider = (source: string, host: string) => `
Error: Failed to query available provider packages

Could not retrieve the list of available versions for provider
${source}: could not connect to ${host}: dial tcp: lookup
${host} on 10.0.0.1:53: no such host

To see which modules are currently depending on ${source} and what
versions are specified, run the following command:
    terraform providers
`;

it("says what to do when the registry that answered at set-up does not any more", async () => {
  initFails(noProvider("kreuzwerker/docker", "registry.terraform.io"));
  await expect(bringUp()).rejects.toThrow(
    /^The registry of Terraform providers answered when set-up asked it, and does not now\. Have set-up ask it again with: npx underlay setup --refresh\nTerraform's reason: Could not retrieve [^\n]* no such host\nAll that Terraform printed: /,
  );
});

it.each([
  [
    "cannot be reached half-way",
    "Failed to install provider",
    "Error while installing kreuzwerker/docker v3.6.2: could not\nquery provider registry: context deadline exceeded",
  ],
  [
    "is another than it was",
    "Invalid provider registry host",
    'The host "registry.terraform.io" given in provider source address does not\noffer a Terraform provider registry.',
  ],
])("says so as well when the registry %s", async (_, summary, detail) => {
  initFails(`Error: ${summary}\n\n${detail}`);
  await expect(bringUp()).rejects.toThrow("with: npx underlay setup --refresh\n");
});

it("says what to do when the provider that set-up built is gone", async () => {
  initFails(noProvider("underlay.local/offline/docker", "underlay.local"));
  await expect(bringUp()).rejects.toThrow(
    /^The docker provider that set-up built is not there any more\. Have it built again with: npx underlay setup\nAll/,
  );
});

it("tells another failure of init as Terraform does", async () => {
  initFails("Error: Backend initialization required\n\nThe disk is full.");
  await expect(bringUp()).rejects.toThrow(/^terraform init ended with status 1: The disk is full\.\nAll/);
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
  await vi.waitUntil(() => existsSync(join(stackDir(lab.name), "begun")), { timeout: 5000 });
  controller.abort();
  expect(await running).toBeInstanceOf(Error);
  expect(existsSync(join(stackDir(lab.name), "ended"))).toBe(true);
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
