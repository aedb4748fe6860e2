import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "./engine.ts";
import { projectDir } from "./project.ts";

/** Where a lab's Terraform state lies. */
export const stateFile = (lab: string): string => join(projectDir, `terraform.${lab}.tfstate`);

/**
 * Removes containers and networks of the lab that its Terraform state does not know: what a killed deploy
 * made and never wrote down. Returns how many there were.
 */
export async function removeLeftovers(engine: Engine, lab: string): Promise<number> {
  const state = await readFile(stateFile(lab), "utf8").catch(() => "");
  const label = ["--filter", `label=underlay.lab=${lab}`, "--quiet", "--no-trunc"];
  const unknown = (ids: string) => ids.split("\n").filter((id) => id !== "" && !state.includes(id));
  const containers = unknown(await engine.run(["ps", "--all", ...label]));
  if (containers.length > 0) await engine.run(["rm", "--force", "--volumes", ...containers]);
  const networks = unknown(await engine.run(["network", "ls", ...label]));
  if (networks.length > 0) await engine.run(["network", "rm", ...networks]);
  return containers.length + networks.length;
}
