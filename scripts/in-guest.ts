/**
 * in-guest.ts TEST…: runs end-to-end tests on an engine in a guest (test/e2e/labs/lab-e2e-guest.ts), whose kernel has cgroup v2 whatever the
 * machine has: npx tsx scripts/in-guest.ts test/e2e/userns-groups.test.ts. A copy of this project, set up with this one's images, deploys
 * there. Where the guest is emulated, that takes a quarter of an hour.
 */
import { spawn } from "node:child_process";
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { $ } from "zx";
import type { Installation } from "../lib/model/installation.ts";
import { json } from "../lib/model/json.ts";
import { controlGroupsOf } from "../lib/runtime/engine/control-groups.ts";
import { Engine } from "../lib/runtime/engine/engine.ts";
import { projectDir } from "../lib/runtime/project.ts";
import { requireInstallation } from "../lib/runtime/setup/installed.ts";
import { fillRootTree } from "../lib/runtime/setup/root-tree.ts";
import { fail, say } from "../lib/runtime/terminal.ts";
import { engineEnvironment } from "../lib/runtime/tool-environment.ts";

const lab = "lab-e2e-guest";
const installation = requireInstallation();
const ours = new Engine(installation);

const underlay = (...args: string[]) =>
  $({
    cwd: projectDir,
    env: { ...process.env, UNDERLAY_LABS: join(projectDir, "test/e2e/labs") },
    stdio: "inherit",
  })`node scripts/underlay.mjs ${args}`;

/** A socket whose connections lead to the engine in the guest. */
function leadIn(socket: string): Promise<() => void> {
  const command = Engine.inside(`${lab}-host1`, ["docker", "system", "dial-stdio"], undefined, "pipe");
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    const way = spawn("docker", command, { env: ours.environment, stdio: ["pipe", "pipe", "inherit"] });
    for (const end of [connection, way.stdin]) end.on("error", () => undefined);
    connection.pipe(way.stdin);
    way.stdout.pipe(connection);
    connection.on("close", () => way.kill());
  });
  return new Promise((resolve) => server.listen(socket, () => resolve(() => server.close())));
}

/** This project's images and files of hosts, on another engine. */
async function bring(engineHost: string): Promise<void> {
  const { host, workload, probe } = installation.images;
  const images = [host, workload, probe];
  await $({ env: ours.environment })`docker save ${images}`.pipe(
    $({ env: engineEnvironment(engineHost), timeout: "30m" })`docker load`,
  );
  await fillRootTree({ engineHost }, host);
}

/** A copy of this project that takes another engine for its machine's. */
async function copyTo(folder: string, engineHost: string): Promise<void> {
  const skip = ["node_modules", ".git", "results", "cdktf.out"].map((name) => join(projectDir, name));
  await cp(projectDir, folder, { recursive: true, filter: (path) => !skip.includes(path) });
  await symlink(join(projectDir, "node_modules"), join(folder, "node_modules"));
  const record: Installation = {
    ...installation,
    project: { ...installation.project, folder },
    engineHost,
    controlGroups: await controlGroupsOf(new Engine({ engineHost })),
  };
  await writeFile(join(folder, ".underlay/setup.json"), json(record));
  say(`control groups of the guest: version ${record.controlGroups.version}`);
}

const folder = await mkdtemp(join(tmpdir(), "underlay-guest-"));
let close: () => void = () => undefined;
try {
  await underlay("deploy", lab, "--no-probes");
  const socket = join(folder, "engine");
  const engineHost = `unix://${socket}`;
  close = await leadIn(socket);
  await bring(engineHost);
  const clone = join(folder, "clone");
  await copyTo(clone, engineHost);
  // What takes seconds on the machine takes minutes in an emulated guest.
  const patience = ["--testTimeout", "1800000", "--hookTimeout", "1800000"];
  await $({
    cwd: clone,
    stdio: "inherit",
  })`npx vitest run --project e2e ${patience} ${process.argv.slice(2)}`;
} catch (error) {
  fail(error);
} finally {
  close();
  await underlay("destroy", lab);
  await rm(folder, { recursive: true, force: true });
}
