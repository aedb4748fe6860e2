import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { projectDir } from "../../lib/runtime/project.ts";
import { expectMachine, machine, testOutput } from "./support.ts";

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
    await expectMachine(before);
  };
}
