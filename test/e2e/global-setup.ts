import { rmSync } from "node:fs";
import { join } from "node:path";
import { projectDir } from "../../lib/runtime/project.ts";

/** The folder that vitest.config.ts names as the results' own. */
const results = join(projectDir, ".underlay/test-results");

export function setup(): void {
  rmSync(results, { recursive: true, force: true });
}

export const teardown = setup;
