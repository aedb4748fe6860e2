import { cpSync, existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { $ } from "zx/core";
import { programsDir } from "../../lib/runtime/setup/cache.ts";
import { isRoot } from "../../lib/runtime/setup/system.ts";
import { installation } from "./support.ts";

/** A user and group ID that no distribution gives to anybody, and that has no entry in /etc/passwd. */
const id = 64_242;

/** The group that may use the engine: that of its socket. */
function engineGroup(): string[] {
  const socket = installation.engineHost.replace(/^unix:\/\//, "");
  return existsSync(socket) ? [`--groups=${statSync(socket).gid}`] : ["--clear-groups"];
}

/**
 * Begins a command line that runs as a user without any right on the machine but to use the engine (the group docker of most
 * machines). Whoever runs the tests without being root is such a user already.
 */
export const asUnprivileged: readonly string[] = isRoot()
  ? ["setpriv", `--reuid=${id}`, `--regid=${id}`, ...engineGroup(), "--bounding-set=-all", "--inh-caps=-all"]
  : ["env"];

/** What such a user's shell has: nothing that leads into the caller's home, where root keeps what others may not read. */
export function environmentAt(home: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name, value]) => name === "PATH" || (!name.startsWith("XDG_") && !value?.startsWith(homedir())),
  );
  return { ...Object.fromEntries(own), HOME: home };
}

/**
 * Gives a folder to that user as a home, with the programs that the caller's set-up has built and, where npm is to install, the
 * packages that it has fetched: both take minutes.
 */
export async function makeHome(home: string, { packages }: { packages: boolean }): Promise<void> {
  cpSync(programsDir, join(home, ".cache/underlay/bin"), { recursive: true });
  if (packages) {
    const fetched = join((await $({ quiet: true })`npm config get cache`).stdout.trim(), "_cacache");
    if (existsSync(fetched)) cpSync(fetched, join(home, ".npm/_cacache"), { recursive: true });
  }
  await giveFolder(home, "--recursive");
}

/** Gives a folder to that user; by itself, unless the arguments say more. */
export async function giveFolder(folder: string, ...more: string[]): Promise<void> {
  if (isRoot()) await $({ quiet: true })`chown --no-dereference ${more} ${id}:${id} ${folder}`;
}
