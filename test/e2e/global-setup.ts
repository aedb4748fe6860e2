import { deepStrictEqual } from "node:assert";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { projectDir } from "../../lib/runtime/project.ts";
import { waitFor } from "../../lib/runtime/wait-for.ts";
import { machine, testOutput } from "./support.ts";

/** The folder that vitest.config.ts names as the results' own. */
const results = join(projectDir, ".underlay/test-results");
function removeResults(): void {
  const outputs = readdirSync(projectDir).filter((name) => name.startsWith(testOutput));
  for (const path of [results, ...outputs.map((name) => join(projectDir, name))])
    rmSync(path, { recursive: true, force: true });
}

/** What was on the engine's machine before any test is all that may be there after the last. */
export async function setup(): Promise<() => Promise<void>> {
  removeResults();
  const before = await machine();
  return async () => {
    removeResults();
    // A connection that nobody answers any more keeps its network namespace, and the interfaces in it, for 102 s (tcp_orphan_retries).
    await waitFor(150, async () => isDeepStrictEqual(await machine(), before) || undefined);
    deepStrictEqual(await machine(), before, "the tests left something on the engine's machine");
  };
}
