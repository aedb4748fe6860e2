import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { $, type ProcessPromise } from "zx";
import { Engine } from "../../lib/runtime/engine.ts";
import { requireInstallation } from "../../lib/runtime/installed.ts";
import { stateFile } from "../../lib/runtime/leftovers.ts";
import { projectDir } from "../../lib/runtime/project.ts";

export const installation = requireInstallation();
export const engine = new Engine(installation);

export const words = (text: string): string[] => text.split(" ");

/** `docker ARGS…` by words; for arguments without spaces. */
export const docker = (text: string): Promise<string> => engine.run(words(text));

/** True when a command of iproute2 succeeds in a network namespace of its own: the kernel has what it makes. */
export async function kernelHas(...command: readonly string[]): Promise<boolean> {
  const confined = ["run", "--rm", "--network", "none", "--cap-add", "NET_ADMIN", installation.images.probe];
  return (await engine.start([...confined, ...command])).exitCode === 0;
}

export const fixtureLabs = { UNDERLAY_LABS: join(projectDir, "test/e2e/labs") };

type Environment = Readonly<Record<string, string>>;

/** The `underlay` command as users call it; nothing throws, the output tells how it ended. */
export function underlay(args: readonly string[], env: Environment = {}): ProcessPromise {
  return $({
    cwd: projectDir,
    env: { ...process.env, ...env },
    quiet: true,
    nothrow: true,
    detached: true,
  })`node scripts/underlay.mjs ${args}`;
}

/** cdktf as in any cdktf project. */
export function cdktf(args: readonly string[], env: Environment = {}): ProcessPromise {
  return $({
    cwd: projectDir,
    env: { ...process.env, ...env },
    quiet: true,
    nothrow: true,
    detached: true,
  })`npx cdktf ${args}`;
}

/** Runs a command in a host or workload of a lab. */
export const inLab = (
  lab: string,
  where: string,
  command: readonly string[],
  env: Environment = {},
): ProcessPromise => underlay(["exec", lab, where, "--", ...command], env);

/** Waits for a condition, with a name and a time limit. */
export async function until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`);
    await delay(200);
  }
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
    "--format",
    format,
  ]);
  return Object.fromEntries(lines(output).map((line) => line.split(" ")));
}

export const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

/** What labs could leave behind on the engine's machine. */
export async function machine() {
  const links = await engine.run([
    "run",
    "--rm",
    "--network",
    "host",
    installation.images.probe,
    "ip",
    "-brief",
    "link",
  ]);
  return {
    containers: lines(await docker("ps --all --quiet --filter label=underlay.lab")).sort(),
    networks: lines(await docker("network ls --quiet")).sort(),
    volumes: lines(await docker("volume ls --quiet")).sort(),
    links: lines(links)
      .map((line) => line.split(/[ @]/)[0])
      .sort(),
  };
}

/** Resources that a lab's Terraform state still names. */
export function stateOf(lab: string): unknown[] {
  return existsSync(stateFile(lab)) ? JSON.parse(readFileSync(stateFile(lab), "utf8")).resources : [];
}
