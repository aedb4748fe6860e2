import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
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
  const release = await takeLock(file, what);
  try {
    return await work();
  } finally {
    await release();
  }
}

/** The same for who cannot say it as one piece of work: holds `file` until what this returns is called. */
export async function takeLock(file: string, what: string): Promise<() => Promise<void>> {
  await mkdir(dirname(file), { recursive: true });
  // `cat` ends when its standard input is closed, which the kernel does when this process ends. In a session of its own, so
  // that a terminal's Ctrl-C, after which work ends in order, does not end the lock first.
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
  if (failed === conflict)
    throw new Refusal(
      `${what} cannot begin now: ${await noteOf(file)} is at work. Wait until that has ended.`,
    );
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

/** What the holder of a lock does, as it said; undefined when nobody holds it. */
export const holderOf = async (file: string): Promise<string | undefined> =>
  (await isLocked(file)) ? noteOf(file) : undefined;

const noteOf = async (file: string): Promise<string> =>
  (await readFile(file, "utf8").catch(() => "")).trim() || "another process";

/**
 * True when any process has a lock, of flock(2) or fcntl(2), on a file. The kernel lists locks by inode and by a device that
 * is not stat's on every file system (proc_locks(5)), so whoever has one on such an inode is asked for its open files.
 */
export async function isLocked(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return false;
  const lines = (await readFile("/proc/locks", "utf8")).split("\n");
  const holders = lines.flatMap((line) => {
    const [, pid, inode] = /(?:READ|WRITE)\s+(-?\d+) [0-9a-f]+:[0-9a-f]+:(\d+) /.exec(line) ?? [];
    return pid !== undefined && inode === String(found.ino) && !line.includes("->") ? [pid] : [];
  });
  for (const pid of holders) if (await hasOpen(pid, found)) return true;
  return false;
}

/** True as well for a process that cannot be asked: one of another user, or of no number that we know. */
async function hasOpen(pid: string, file: { readonly dev: number; readonly ino: number }): Promise<boolean> {
  const folder = join("/proc", pid, "fd");
  const open = await readdir(folder).catch(() => undefined);
  if (open === undefined) return true;
  const files = await Promise.all(open.map((fd) => stat(join(folder, fd)).catch(() => undefined)));
  return files.some((other) => other?.dev === file.dev && other.ino === file.ino);
}
