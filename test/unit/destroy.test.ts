import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { assumedInstallation as installation } from "../../lib/model/installation.ts";
import { destroy } from "../../lib/runtime/deploy/destroy.ts";
import { startStopped } from "../../lib/runtime/deploy/start-stopped.ts";
import { stateFile } from "../../lib/runtime/labs/labs.ts";
import { removeLeftovers } from "../../lib/runtime/labs/leftovers.ts";
import { Programs } from "../fixtures/programs.ts";
import { packageDir, projectDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));

const engine = join(projectDir, "engine");
const programs = new Programs(join(projectDir, "bin"));
vi.stubEnv("PATH", programs.path);
const holds = (name: string, ...ids: string[]) =>
  writeFileSync(join(engine, name), ids.map((id) => `${id}\n`).join(""));
const held = (name: string) => readFileSync(join(engine, name), "utf8");
const note = join(projectDir, ".terraform.lab-a.tfstate.lock.info");

/**
 * An engine as files: containers, networks, what is attached to every network, what is there of others, what appears when containers go, and whether it is busy with
 * one of them.
 */
const docker = `cd '${engine}'
case "$1 $2" in
"ps --all" | "network ls") [ -e away ] && { echo "Cannot connect to the Docker daemon" >&2; exit 1; }
  file=$([ "$1" = ps ] && echo containers || echo networks)
  case "$*" in *Label*) sed 's/$/ "${installation.project.id}" "lab-a"/' "$file"; cat strangers ;; *) cat "$file" ;; esac ;;
"rm --force") [ -e busy ] && { rm busy; echo "Error: removal of container $4 is already in progress" >&2; exit 1; }
  cat late >containers; : >late; shift 3; printf '%s\\n' "$@" ;;
"network rm") [ -s attached ] && { echo "Error: network has active endpoints" >&2; exit 1; }
  grep -v "$3" networks >rest; mv rest networks; echo "$3" ;;
"network inspect") cat attached ;;
"network disconnect") [ -e stuck ] || : >attached ;;
esac`;

beforeEach(() => {
  rmSync(engine, { recursive: true, force: true });
  mkdirSync(engine);
  holds("containers", "c1", "c2");
  holds("networks", "n1");
  holds("attached");
  holds("late");
  const { id } = installation.project;
  holds(
    "strangers",
    // Another lab of the project, another project's lab of the name, what is no lab's, and labels that only begin or end like ours.
    ...[`x1 "${id}" "lab-b"`, 'x2 "0123456789ab" "lab-a"', 'x3 "" ""'],
    ...[`x5 "${id}" "lab-a x"`, `x6 "${id} lab-a" "foo"`, `x7 "a" "foo\\nc9 \\"${id}\\" \\"lab-a\\""`],
  );
  programs.make("docker", docker);
  programs.forget("docker");
  for (const file of [stateFile("lab-a"), `${stateFile("lab-a")}.backup`, note]) writeFileSync(file, "{}");
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(projectDir, { recursive: true });
});

const calls = (pattern: RegExp) => programs.calls("docker").filter((call) => pattern.test(call));

it("leaves nothing of a lab: engine objects, the state, its copy, the note of a Terraform that was killed", async () => {
  await destroy("lab-a", installation);
  expect([held("containers"), held("networks")]).toEqual(["", ""]);
  for (const file of [stateFile("lab-a"), `${stateFile("lab-a")}.backup`, note])
    expect(existsSync(file), file).toBe(false);
  expect(calls(/^rm/)).toEqual(["rm --force --volumes c1 c2"]);
});

it("removes by its state what has lost the lab's labels, while it is there", async () => {
  const instances = ["x3", "x4"].map((id) => ({ attributes: { id } }));
  writeFileSync(stateFile("lab-a"), JSON.stringify({ resources: [{ type: "docker_container", instances }] }));
  holds("strangers", 'x3 "" ""');
  holds("networks");
  const gone = docker.replace("cat late >containers", ": >strangers; cat late >containers");
  programs.make("docker", gone);
  await destroy("lab-a", installation);
  expect(calls(/^rm/)).toEqual(["rm --force --volumes c1 c2 x3"]);
});

it("looks again, and removes what a killed deploy made meanwhile", async () => {
  holds("late", "c3");
  await destroy("lab-a", installation);
  expect(calls(/^rm/)).toEqual(["rm --force --volumes c1 c2", "rm --force --volumes c3"]);
  expect([held("containers"), held("networks")]).toEqual(["", ""]);
});

it("takes off a network what is not the lab's", async () => {
  holds("attached", "somebody");
  await destroy("lab-a", installation);
  expect(calls(/disconnect/)).toEqual(["network disconnect --force n1 somebody"]);
  expect(held("networks")).toBe("");
});

it("keeps the state and says why when the engine keeps something", async () => {
  holds("attached", "somebody");
  holds("stuck", "");
  await expect(destroy("lab-a", installation, 0.1)).rejects.toThrow(
    "the engine has not removed all of lab-a within 0.1 s: Network n1: Error: network has active endpoints. These containers are on it and do not come off: somebody. Remove them, or restart the engine. Its state is kept: then run npx underlay destroy lab-a",
  );
  expect(existsSync(stateFile("lab-a"))).toBe(true);
});

it("keeps the state when the engine goes away half-way", async () => {
  programs.make("docker", docker.replace("cat late >containers", "touch away; cat late >containers"));
  await expect(destroy("lab-a", installation)).rejects.toThrow("Cannot connect to the Docker daemon");
  expect(existsSync(stateFile("lab-a"))).toBe(true);
});

it("starts again only machines of the state that ran", async () => {
  const resources = [{ type: "docker_container", instances: [{ attributes: { id: "c2" } }] }];
  writeFileSync(stateFile("lab-a"), JSON.stringify({ resources }));
  await startStopped("lab-a", installation);
  // Only these: a listing of the test before, which ended at its first failure, may still be on its way.
  expect(calls(/exited|^start/)).toEqual(["ps --all --quiet --no-trunc --filter status=exited", "start c2"]);
});

describe("before a deploy goes on", () => {
  beforeEach(() => {
    const script = "scripts/sweep.sh";
    cpSync(resolve(import.meta.dirname, "../..", script), join(packageDir, script));
  });

  it("removes what the one before it made and never wrote down, also where the engine is busy with it", async () => {
    holds("busy");
    expect(await removeLeftovers("lab-a", installation)).toBe(3);
    expect([held("containers"), held("networks")]).toEqual(["", ""]);
  });

  it("says what the engine keeps of it, and what removes that", async () => {
    holds("attached", "somebody");
    await expect(removeLeftovers("lab-a", installation, { patience: 0.1 })).rejects.toThrow(
      "what a deploy of lab-a left that was cut off cannot be removed: Error: network has active endpoints. Remove it with: npx underlay destroy lab-a",
    );
  });

  it("ends with the deploy", async () => {
    holds("attached", "somebody");
    await expect(removeLeftovers("lab-a", installation, { signal: AbortSignal.abort() })).rejects.toThrow(
      /^the deploy of lab-a was interrupted$/,
    );
  });
});
