import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Refusal } from "./terminal.ts";

/** flock(1)'s exit status for a lock that someone else holds; any number that no other failure has. */
const conflict = 75;

/**
 * Holds `file` while `work` runs, so that two processes don't do the same at once. The kernel's lock (flock(2)) ends
 * with whoever holds it, however that ends, so a lock never has to be judged by a number in a file. The file itself
 * stays: removing it would let two processes hold two files of one name.
 *
 * Throws a Refusal that says what the holder does, when another process has the lock.
 */
export async function withLock<T>(file: string, what: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const release = await acquire(file, what);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function acquire(file: string, what: string): Promise<() => Promise<void>> {
  // `cat` ends when our end of its standard input does: with us. In a session of its own, so that a terminal's
  // Ctrl-C, after which work ends in order, does not end the lock first.
  const args = [
    "--nonblock",
    "--conflict-exit-code",
    String(conflict),
    file,
    "sh",
    "-c",
    "echo held; exec cat",
  ];
  const holder = spawn("flock", args, { detached: true, stdio: ["pipe", "pipe", "ignore"] });
  const ended = new Promise<number | string>((resolve) => {
    holder.on("error", (error) => resolve(error.message));
    holder.on("exit", (code, signal) => resolve(code ?? signal ?? "unknown"));
  });
  const held = once(holder.stdout, "data").then(() => undefined);
  const failed = await Promise.race([held, ended]);
  if (failed === conflict) throw new Refusal(`${await holderOf(file, what)} Wait until that has ended.`);
  if (failed !== undefined) throw new Error(`the lock ${file} cannot be taken: flock ended with ${failed}`);
  holder.unref();
  // For whoever comes next to read; the lock itself needs no room on the disk.
  await writeFile(file, `${what} (process ${process.pid})\n`).catch(() => undefined);
  return async () => {
    holder.ref();
    holder.stdin.end();
    await ended;
  };
}

async function holderOf(file: string, what: string): Promise<string> {
  const holder = (await readFile(file, "utf8").catch(() => "")).trim();
  return `${what} cannot begin now: ${holder === "" ? "another process" : holder} is at work.`;
}
