import { join } from "node:path";
import { $ } from "zx/core";
import type { Installation } from "../../model/installation.ts";
import { packageDir, projectDir } from "../project.ts";
import { engineEnvironment } from "../tool-environment.ts";

/**
 * Removes what carries the labels of the project's lab but is in no Terraform state: what a killed deploy made and never wrote
 * down. Returns how many containers and networks there were.
 */
export async function removeLeftovers(lab: string, { engineHost, project }: Installation): Promise<number> {
  const sweep = await $({
    cwd: projectDir,
    env: engineEnvironment(engineHost),
    quiet: true,
  })`bash ${join(packageDir, "scripts/sweep.sh")} ${project.id} ${lab}`;
  return sweep.stdout.split("\n").filter((id) => id !== "").length;
}
