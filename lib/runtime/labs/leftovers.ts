import { join } from "node:path";
import { $ } from "zx/core";
import type { Installation } from "../../model/installation.ts";
import { packageDir, projectDir } from "../project.ts";
import { engineEnvironment } from "../tool-environment.ts";
import { waitFor } from "../wait-for.ts";

export interface SweepOptions {
  readonly signal?: AbortSignal | undefined;
  /** Seconds for which it is tried again what the engine keeps. @default 20 */
  readonly patience?: number;
}

/**
 * Removes what carries the labels of the project's lab but is in no Terraform state: what a killed deploy made and never wrote
 * down. Returns how many containers and networks there were. Throws with the engine's reason and what mends it, once what is left was
 * tried again: an engine under load counts endpoints late, and removes one thing for one at a time.
 */
export async function removeLeftovers(
  lab: string,
  { engineHost, project }: Installation,
  { signal, patience = 20 }: SweepOptions = {},
): Promise<number> {
  let count = 0;
  let reason = "";
  const isDone = await waitFor(patience, async () => {
    const sweep = await $({
      cwd: projectDir,
      env: engineEnvironment(engineHost),
      quiet: true,
      nothrow: true,
      timeout: "120s",
      ...(signal ? { signal } : {}),
    })`bash ${join(packageDir, "scripts/sweep.sh")} ${project.id} ${lab}`;
    count += sweep.stdout.split("\n").filter((id) => id !== "").length;
    reason = sweep.stderr.trim().split("\n").at(-1) || "the engine does not answer";
    return sweep.exitCode === 0 || signal?.aborted || undefined;
  });
  if (signal?.aborted) throw new Error(`the deploy of ${lab} was interrupted`);
  if (!isDone)
    throw new Error(
      `what a deploy of ${lab} left that was cut off cannot be removed: ${reason}. Remove it with: npx underlay destroy ${lab}`,
    );
  return count;
}
