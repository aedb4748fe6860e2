import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { $ } from "zx";
import { deploy } from "../../lib/runtime/deploy/deploy.ts";
import { destroy } from "../../lib/runtime/deploy/destroy.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { stateFile } from "../../lib/runtime/labs/labs.ts";
import { requireSound, withStacks } from "../../lib/runtime/labs/synthesis.ts";
import { fillRootTree } from "../../lib/runtime/setup/root-tree.ts";
import { ensureGone, fixtureLabs, lines, installation as shared, until, words } from "./support.ts";

const lab = "lab-e2e-two";
/** All of an engine of its own: data, sockets, log. Its network namespace keeps it from the other's networks and rules. */
const folder = mkdtempSync(join(tmpdir(), "underlay-engine-"));
const namespace = `underlay-e2e-${process.pid}`;
const installation = { ...shared, engineHost: `unix://${join(folder, "docker.sock")}` };
const engine = new Engine(installation);
const run = $({ quiet: true });
let daemon: ChildProcess | undefined;

async function start(): Promise<void> {
  const log = openSync(join(folder, "log"), "a");
  const places = ["data-root", "exec-root", "pidfile"].flatMap((name) => [`--${name}`, join(folder, name)]);
  const dockerd = ["dockerd", ...places, "--host", installation.engineHost, "--bridge", "none"];
  // nsenter becomes dockerd: its process is the one to kill.
  daemon = spawn("nsenter", [`--net=/run/netns/${namespace}`, ...dockerd], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  await until("the engine answers", 60, async () => (await engine.start(["version"])).exitCode === 0);
}

async function stop(signal: NodeJS.Signals): Promise<void> {
  if (!daemon || daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = new Promise((resolve) => daemon?.once("exit", resolve));
  daemon.kill(signal);
  await ended;
}

/** What a killed engine leaves running: its containerd, whose command names the folder, and all below that. */
function leftProcesses(): number[] {
  const read = (path: string) => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return "";
    }
  };
  const below = (pid: number): number[] => {
    const children = read(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
    return [pid, ...children.flatMap(below)];
  };
  const named = readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && read(`/proc/${pid}/cmdline`).includes(`${folder}/`));
  return [...new Set(named.flatMap(below))];
}

async function removeAll(): Promise<void> {
  await stop("SIGTERM");
  for (const pid of leftProcesses()) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
  await delay(200);
  const mounts = lines(readFileSync("/proc/self/mountinfo", "utf8")).map((line) => line.split(" ")[4] ?? "");
  for (const mount of mounts.filter((path) => path.startsWith(`${folder}/`)).reverse())
    await run`umount --lazy ${mount}`.nothrow();
  await run`ip netns delete ${namespace}`.nothrow();
  rmSync(folder, { recursive: true, force: true });
}

const bringUp = () =>
  withStacks({ only: [lab] }, async (synthesis, stackOf) => {
    const [spec] = requireSound([lab], synthesis);
    if (!spec) throw new Error(`there is no ${lab}`);
    // Synthesis goes by what set-up found.
    const configuration = join(stackOf(lab), "cdk.tf.json");
    const text = readFileSync(configuration, "utf8");
    writeFileSync(configuration, text.replaceAll(shared.engineHost, installation.engineHost));
    const progress = { machine: () => undefined, say: () => undefined, end: () => undefined };
    const signal = new AbortController().signal;
    await deploy(spec, { stack: stackOf(lab), installation, progress, signal });
  });

/** The ID of every container, which a replacement changes. */
const all = async () =>
  lines(await engine.run(["ps", "--all", "--no-trunc", "--format", "{{.Names}} {{.ID}}"])).sort();

beforeAll(async () => {
  vi.stubEnv("UNDERLAY_LABS", fixtureLabs.UNDERLAY_LABS);
  await ensureGone(lab, fixtureLabs);
  await run`ip netns add ${namespace}`;
  await run`ip -n ${namespace} link set lo up`;
  await start();
  const images = [shared.images.host, shared.images.probe];
  await run`docker --host ${shared.engineHost} save ${images}`.pipe(
    run`docker --host ${installation.engineHost} load`,
  );
  await fillRootTree(installation, shared.images.host);
});

afterAll(async () => {
  try {
    await destroy(lab, installation);
  } finally {
    await removeAll();
    rmSync(stateFile(lab), { force: true });
    vi.unstubAllEnvs();
  }
  expect(leftProcesses()).toEqual([]);
});

it("a lab is itself again after its engine was killed: the next deploy says so, and replaces nothing", async () => {
  await bringUp();
  const before = await all();
  // Two hosts, and the walls.
  expect(before).toHaveLength(3);
  const containerd = readFileSync(join(folder, "exec-root/containerd/containerd.pid"), "utf8");
  await stop("SIGKILL");
  // It goes with its engine, and a new engine takes it for alive until its parent has noticed.
  await until("containerd is gone", 20, async () => !existsSync(`/proc/${containerd}`));
  await start();
  await bringUp();
  expect(await all()).toEqual(before);
  const ping = await engine.start(Engine.inside(`${lab}-host1`, words("ping -n -c 2 -W 2 10.244.2.1")));
  expect(ping.stdout).toContain("2 received");
});
