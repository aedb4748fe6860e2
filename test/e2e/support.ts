import { deepStrictEqual } from "node:assert";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual, stripVTControlCharacters } from "node:util";
import { $, type ProcessOutput, type ProcessPromise } from "zx/core";
import { machinesOf } from "../../lib/model/lab-spec.ts";
import { rootTreeOf } from "../../lib/model/root-tree.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { deployedLab, stateFile } from "../../lib/runtime/labs/labs.ts";
import { projectDir } from "../../lib/runtime/project.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { waitFor } from "../../lib/runtime/wait-for.ts";

export const installation = requireInstallation();
export const engine = new Engine(installation);

export const words = (text: string): string[] => text.split(" ");

/** `docker ARGS…` by words; for arguments without spaces. */
export const docker = (text: string): Promise<string> => engine.run(words(text));

/** True when a command of iproute2 succeeds in a network namespace of its own: the kernel has what it makes. */
export async function kernelHas(...command: readonly string[]): Promise<boolean> {
  const trial = Engine.once(installation.images.probe, command, { add: ["NET_ADMIN"] });
  return (await engine.start(trial)).exitCode === 0;
}

export const fixtureLabs = { UNDERLAY_LABS: join(projectDir, "test/e2e/labs") };

type Environment = Readonly<Record<string, string>>;

/** A shell for commands as users call them; nothing throws, the output tells how it ended. */
const asUser = (env: Environment) =>
  $({ cwd: projectDir, env: { ...process.env, ...env }, quiet: true, nothrow: true, detached: true });

/** The `underlay` command. */
export const underlay = (args: readonly string[], env: Environment = {}): ProcessPromise =>
  asUser(env)`node scripts/underlay.mjs ${args}`;

export const testOutput = "cdktf.out-test";

/** cdktf as in any cdktf project, but for the output's folder: two test files may call it at the same time. */
export const cdktf = (args: readonly string[], env: Environment = {}): ProcessPromise =>
  asUser(env)`npx cdktf ${args} --output ${`${testOutput}-${process.env.VITEST_POOL_ID}`}`;

/** Runs a command in a machine or workload of a deployed lab, as `underlay exec` does, without the start of a program each time; for at most `limit` seconds. */
export async function inLab(
  lab: string,
  where: string,
  command: readonly string[],
  limit = 60,
): Promise<ProcessOutput> {
  const spec = await deployedLab(lab);
  if (!spec) throw new Error(`${lab} is not deployed`);
  const host = spec.hosts.find(({ workloads }) => workloads.some(({ name }) => name === where));
  const { container } = host ?? machinesOf(spec).find(({ name }) => name === where) ?? {};
  if (!container) throw new Error(`${lab} has no ${where}`);
  return engine.start(Engine.inside(container, command, host && where), { limit });
}

/** Destroys a lab of which anything is there. */
export async function ensureGone(lab: string, env: Environment = {}): Promise<void> {
  const isThere = stateOf(lab).length > 0 || Object.keys(await containers(lab)).length > 0;
  if (isThere) await underlay(["destroy", lab], env);
}

/** Waits for a condition, with a name and a time limit. */
export async function until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> {
  const held = await waitFor(seconds, async () => (await holds()) || undefined);
  if (!held) throw new Error(`${what}: not within ${seconds} s`);
}

/** Container IDs of a lab by host name. */
export async function containers(lab: string): Promise<Record<string, string>> {
  const format = '{{.Label "underlay.host"}} {{.ID}}';
  const output = await engine.run([
    "ps",
    "--all",
    "--no-trunc",
    "--filter",
    `label=underlay.lab=${lab}`,
    "--filter",
    "label=underlay.host",
    "--format",
    format,
  ]);
  return Object.fromEntries(lines(output).map((line) => line.split(" ")));
}

/** The volumes that a lab's containers have for themselves. */
export async function volumesOf(lab: string): Promise<string[]> {
  const ids = Object.values(await containers(lab));
  const format = "{{range .Mounts}}{{.Name}} {{end}}";
  return (await engine.run(["inspect", "--format", format, ...ids]))
    .split(/\s+/)
    .filter((name) => name !== "" && name !== rootTreeOf(installation.images));
}

/** What a terminal shows, without colours, frames and line breaks. */
export const plain = (text: string) => stripVTControlCharacters(text).replace(/│/g, "").replace(/\s+/g, " ");

export const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

/** Runs a command in the network namespace of the engine's machine, as whoever has it may. */
export const onMachine = (...command: string[]): Promise<string> =>
  engine.run(Engine.once(installation.images.probe, command, { network: "host", add: ["NET_ADMIN"] }));

/** What labs could leave behind on the engine's machine. */
export async function machine() {
  const links = await onMachine("ip", "-brief", "link");
  return {
    containers: lines(await docker("ps --all --quiet --filter label=underlay.lab")).sort(),
    networks: lines(await docker("network ls --quiet")).sort(),
    volumes: lines(await docker("volume ls --quiet")).sort(),
    links: lines(links)
      .map((line) => line.split(/[ @]/)[0])
      .sort(),
    providers: providersIn(projectDir),
  };
}

/** What was on the engine's machine is all that is there, once connections that nobody answers have let their interfaces go. */
export async function expectMachine(before: Awaited<ReturnType<typeof machine>>): Promise<void> {
  // The kernel keeps the network namespace of such a connection for 102 s (tcp_orphan_retries).
  await waitFor(150, async () => isDeepStrictEqual(await machine(), before) || undefined);
  deepStrictEqual(await machine(), before, "something was left on the engine's machine");
}

/** Providers of Terraform that run in a folder or below it. */
export const providersIn = (folder: string): string[] =>
  readdirSync("/proc").filter((pid) => {
    try {
      const name = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/comm`, "utf8") : "";
      const where = readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, "");
      return name.startsWith("terraform-provi") && `${where}/`.startsWith(`${folder}/`);
    } catch {
      return false;
    }
  });

/** Resources that a lab's Terraform state still names. */
export function stateOf(lab: string): unknown[] {
  return existsSync(stateFile(lab)) ? JSON.parse(readFileSync(stateFile(lab), "utf8")).resources : [];
}
