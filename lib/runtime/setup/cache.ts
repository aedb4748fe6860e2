import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { cacheDir } from "../project.ts";

/** The programs that set-up builds; the hash of what one is built of is in its name. */
export const programsDir = join(cacheDir, "bin");

/**
 * Makes a file whole or not at all: `make` is given another path, and what is there at its end gets the file's name. Set-ups of several
 * projects may do so at the same time. What those left that were killed is removed.
 */
export async function makeWhole(file: string, make: (path: string) => Promise<unknown>): Promise<void> {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(`${basename(file)}.`) ? /\.(\d+)$/.exec(name)?.[1] : undefined;
    if (pid !== undefined && !existsSync(join("/proc", pid))) rmSync(join(folder, name), { force: true });
  }
  const made = `${file}.${process.pid}`;
  try {
    await make(made);
    renameSync(made, file);
  } finally {
    rmSync(made, { force: true });
  }
}
