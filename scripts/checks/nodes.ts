import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { $ } from "zx/core";
import { messageOf } from "../../lib/model/errors.ts";
import { cacheDir } from "../../lib/runtime/project.ts";
import { makeWhole } from "../../lib/runtime/setup/cache.ts";
import { say } from "../../lib/runtime/terminal.ts";
import { inTurn } from "./command.ts";
import { type Count, oneSkipped } from "./count.ts";

/** Lines of Node that Underlay is tested on, a version of each. The first is the oldest that it runs on (package.json, "engines"). */
export const supported = ["20.19.0", "24.21.0"] as const;

/** The supported versions of other lines than this one's. */
export const otherThan = (running: string): readonly string[] =>
  supported.filter((version) => lineOf(version) !== lineOf(running));

const lineOf = (version: string): string => version.split(".")[0] ?? "";

/**
 * Runs tests once on each other line of Node; `run` is given the folder of its `node`. A Node that npm cannot fetch is a
 * test that was left out.
 */
export const onOtherNodes = (run: (folder: string) => Promise<Count>): Promise<Count[]> =>
  inTurn(otherThan(process.versions.node), async (version) => {
    let folder: string;
    try {
      folder = await folderOf(version);
    } catch (error) {
      say(`Tests on Node ${version}: SKIPPED, because npm does not fetch it: ${messageOf(error)}`);
      return oneSkipped;
    }
    say(`Tests on Node ${version}:`);
    return run(folder);
  });

/** The folder of a version's `node`, in the user's cache: npm fetches it once, for all clones. */
export async function folderOf(version: string): Promise<string> {
  const node = join(cacheDir, "node", version, "node");
  if (!existsSync(node)) await makeWhole(node, (path) => fetchNode(version, path));
  return dirname(node);
}

async function fetchNode(version: string, path: string): Promise<void> {
  const name = `node-linux-${process.arch}`;
  const folder = await mkdtemp(join(tmpdir(), "underlay-node-"));
  try {
    const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
    const shell = $({ nothrow: true, quiet: true });
    const { exitCode, stderr } = await shell`npm install --prefix ${folder} ${quiet} ${name}@${version}`;
    if (exitCode !== 0) throw new Error(stderr.trim());
    await copyFile(join(folder, "node_modules", name, "bin/node"), path);
  } finally {
    await rm(folder, { recursive: true });
  }
}
