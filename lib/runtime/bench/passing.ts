import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench } from "../../probes/bench.ts";
import { otherTemporary, UnwritableError } from "../files.ts";
import { asRefusal } from "../terminal.ts";
import { benchOf } from "./bench.ts";
import type { BenchContext } from "./context.ts";

/**
 * Has probes of a deployed lab run for an answer alone. What captures were written to is in a folder that is gone afterwards; all else is
 * not written at all, so that a full disk takes nothing from the answer but captures, each of which says so. `work` may use the folder, too.
 *
 * Throws a Refusal where there can be no such folder.
 */
export async function onPassingBench<T>(
  context: Omit<BenchContext, "folder" | "instead">,
  work: (bench: Bench, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await temporaryFolder();
  try {
    const bench = benchOf({ ...context, folder, instead: otherTemporary });
    return await work({ ...bench, keep: async (file) => `raw/${file}` }, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function temporaryFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), "underlay-passing-"));
  } catch (error) {
    throw asRefusal(new UnwritableError(`no folder can be made in ${tmpdir()}`, error, otherTemporary));
  }
}
