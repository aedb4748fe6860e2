import { existsSync, readFileSync } from "node:fs";
import { $ } from "zx/core";
import { command } from "./command.ts";
import { noteMade } from "./made.ts";
import { SetupError } from "./part.ts";

/** True when a program is on PATH. */
export async function has(program: string): Promise<boolean> {
  return (await $({ quiet: true, nothrow: true })`command -v ${program}`).exitCode === 0;
}

export const isRoot = (): boolean => process.getuid?.() === 0;

/** True on Debian, Ubuntu and what is made of them. */
function isDebian(): boolean {
  const file = "/etc/os-release";
  return existsSync(file) && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync(file, "utf8"));
}

/** True when the package lists of this machine's release have it. */
async function isKnown(name: string): Promise<boolean> {
  const { stdout } = await $({ quiet: true, nothrow: true })`apt-cache show ${name}`;
  return /^Package: /m.test(stdout);
}

async function isInstalled(name: string): Promise<boolean> {
  const { stdout } = await $({ quiet: true, nothrow: true })`dpkg --status ${name}`;
  return stdout.includes("Status: install ok installed");
}

let updated: Promise<string> | undefined;

/**
 * Installs Debian packages, and those of `whereKnown` in releases that have them. `why` is said where that cannot be done.
 */
export async function aptInstall(
  part: string,
  packages: readonly string[],
  why: string,
  whereKnown: readonly string[] = [],
): Promise<void> {
  if (!isDebian())
    throw new SetupError(
      `${why}, and this is neither Debian nor Ubuntu`,
      `Install ${packages.join(", ")} with your system's packages.`,
    );
  if (!isRoot())
    throw new SetupError(
      `${why}, and set-up does not run as root`,
      `Run as root: apt-get install ${packages.join(" ")}`,
    );
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  updated ??= command(part, ["apt-get", "update"], { env });
  await updated;
  const wanted = [...packages];
  for (const name of whereKnown) if (await isKnown(name)) wanted.push(name);
  const missing: string[] = [];
  for (const name of wanted) if (!(await isInstalled(name))) missing.push(name);
  noteMade("packages", missing);
  await queue(() =>
    command(part, ["apt-get", "install", "--yes", "--no-install-recommends", ...wanted], { env }),
  );
}

/** dpkg takes one installation at a time. */
let last: Promise<unknown> = Promise.resolve();
function queue<T>(work: () => Promise<T>): Promise<T> {
  const next = last.then(work, work);
  last = next;
  return next;
}
