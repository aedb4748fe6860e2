import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { refuseWhileTerraformWorks, terraformAtWork } from "../../lib/runtime/deploy/state-lock.ts";
import { labLock, stateFile } from "../../lib/runtime/labs/labs.ts";
import { labsOnEngine, presences, requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { withLock } from "../../lib/runtime/lock.ts";
import { Refusal } from "../../lib/runtime/terminal.ts";
import { Programs } from "../fixtures/programs.ts";
import { projectDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
vi.mock("../../lib/runtime/labs/synthesis.ts", async (original) => ({
  ...(await original<object>()),
  synthesise: async () => ({ labs: [{ name: "lab-a" }], unsound: [] }),
}));

/** As an earlier version deployed it, which knew of no claims and no user namespaces. */
const lab = { name: "lab-a", hosts: [{ name: "host1" }], routers: [{ name: "router1" }] };
const spec = Buffer.from(JSON.stringify(lab)).toString("base64");
const preflight = {
  type: "terraform_data",
  name: "preflight",
  instances: [{ attributes: { input: { value: spec } } }],
};
const network = { type: "docker_network", name: "underlay", instances: [] };
const state = (text: string) => writeFileSync(stateFile("lab-a"), text);
const presence = async () => (await presences()).get("lab-a");

beforeEach(() => rmSync(stateFile("lab-a"), { force: true }));
afterAll(() => rmSync(projectDir, { recursive: true }));

it("calls a lab deployed whose state says what it is", async () => {
  state(JSON.stringify({ resources: [network, preflight] }));
  expect(await presence()).toBe("deployed");
  expect(await requireDeployed("lab-a")).toEqual({
    name: "lab-a",
    claims: [],
    making: { hostKind: null, userNamespace: true },
    hosts: [{ name: "host1", firstId: null }],
    routers: [{ name: "router1", firstId: null }],
  });
});

it("calls a lab absent whose state names nothing: cdktf leaves one so", async () => {
  state(JSON.stringify({ version: 4, resources: [] }));
  expect(await presence()).toBe("absent");
  await expect(requireDeployed("lab-a")).rejects.toThrow(
    'lab "lab-a" is not deployed. Deploy it with: npx underlay deploy lab-a',
  );
});

it.each([
  ["names some of it", JSON.stringify({ resources: [network] })],
  ["cannot be read", '{"resources": ['],
])("calls a lab there in part whose state %s", async (_, text) => {
  state(text);
  expect(await presence()).toBe("in part");
});

it("calls a lab there in part of which the engine has something and no state", async () => {
  expect(await presences(["lab-b"])).toEqual(new Map([["lab-b", "in part"]]));
});

it("says of a lab that is there in part what to do about it", async () => {
  state(JSON.stringify({ resources: [network] }));
  await expect(requireDeployed("lab-a")).rejects.toThrow(
    'lab "lab-a" is there in part: its deploy or destroy was cut off. Run "npx underlay deploy lab-a" or "npx underlay destroy lab-a".',
  );
});

it("refuses a lab that is not deployed, and one that there is not: nothing ran", async () => {
  state(JSON.stringify({ version: 4, resources: [] }));
  for (const name of ["lab-a", "lab-none"])
    await expect(requireDeployed(name)).rejects.toBeInstanceOf(Refusal);
  await expect(requireDeployed("lab-none")).rejects.toThrow('[labs] there is no lab "lab-none"');
});

it.each(["", '{"resources": ['])("says who is at work while the state is %j", async (text) => {
  state(text);
  await withLock(labLock("lab-a"), "deploy of lab-a", async () => {
    await expect(requireDeployed("lab-a")).rejects.toThrow(
      `lab "lab-a" is not deployed yet: deploy of lab-a (process ${process.pid}) is at work. Wait until that has ended.`,
    );
  });
});

it("names every lab once of which the engine has a container or a network", async () => {
  const programs = new Programs(join(projectDir, "bin"));
  programs.make(
    "docker",
    'case $1 in ps) printf "lab-b\\n\\nlab-b\\n" ;; *) printf "lab-c\\nlab-b\\n" ;; esac',
  );
  vi.stubEnv("PATH", programs.path);
  expect(await labsOnEngine(assumedInstallation)).toEqual(["lab-b", "lab-c"]);
  expect(programs.calls("docker")[0]).toContain("--filter label=underlay.project=unknown");
  vi.unstubAllEnvs();
});

/** Locks a file until it is ended. */
async function lockByAnother(file: string) {
  const holder = spawn("flock", [file, "sh", "-c", "echo held; exec cat"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  return async () => {
    holder.stdin.end();
    await once(holder, "exit");
  };
}

it.each(["", "{", "not JSON", '{"Operation":"OperationTypeApply","Who":"ann@box"}'])(
  "sees a Terraform at work whatever its note says: %j",
  async (note) => {
    state("{}");
    writeFileSync(join(projectDir, ".terraform.lab-a.tfstate.lock.info"), note);
    expect(await terraformAtWork("lab-a")).toBeUndefined();
    const release = await lockByAnother(stateFile("lab-a"));
    expect(await terraformAtWork("lab-a")).toBe(
      note.includes("ann") ? "OperationTypeApply of ann@box" : "an operation of someone",
    );
    await expect(refuseWhileTerraformWorks("lab-a", 0.1)).rejects.toThrow("Terraform is at work on lab-a");
    await release();
    await refuseWhileTerraformWorks("lab-a", 0.1);
  },
);

it("does not take another file's lock for the state's", async () => {
  state("{}");
  mkdirSync(join(projectDir, "other"), { recursive: true });
  const release = await lockByAnother(join(projectDir, "other/state"));
  expect(await terraformAtWork("lab-a")).toBeUndefined();
  await release();
});
