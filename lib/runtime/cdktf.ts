import { rm } from "node:fs/promises";
import { join } from "node:path";
import { $ } from "zx";
import type { Installation } from "../model/installation.ts";
import type { LabSpec } from "../model/lab-spec.ts";
import { labDir } from "./labs.ts";
import { removeLeftovers, stateFile } from "./leftovers.ts";
import { withLock } from "./lock.ts";
import { projectDir } from "./project.ts";

/** Calls cdktf as a user would, its output on stderr: stdout is for results. Throws when it fails. */
async function cdktf(args: readonly string[], environment: Record<string, string> = {}): Promise<void> {
  const running = $({
    cwd: projectDir,
    env: { ...process.env, CHECKPOINT_DISABLE: "1", ...environment },
    stdio: ["ignore", 2, 2],
    nothrow: true,
    quiet: true,
  })`node_modules/.bin/cdktf ${args}`;
  const { exitCode } = await running;
  if (exitCode !== 0)
    throw new Error(`cdktf ${args.join(" ")} ended with status ${exitCode}; what it said is above`);
}

const lock = (lab: string) => join(labDir(lab), "lock");

/** Deploys a lab. `probes` says whether Terraform runs them, and whether it prints their table. */
export function deploy(lab: string, probes: "off" | "quiet"): Promise<void> {
  return withLock(lock(lab), `a deploy or destroy of ${lab}`, () =>
    cdktf(["deploy", lab, "--auto-approve"], { UNDERLAY_PROBES: probes }),
  );
}

/**
 * Destroys a lab by its name alone: first what Terraform knows, then what carries the lab's label, so that
 * nothing is left of a failed deploy or of a lab whose file is gone.
 */
export function destroy(name: string, labs: readonly LabSpec[], installation: Installation): Promise<void> {
  return withLock(lock(name), `a deploy or destroy of ${name}`, async () => {
    if (labs.some((lab) => lab.name === name)) await cdktf(["destroy", name, "--auto-approve"]);
    await removeLeftovers(name, installation);
    if (!labs.some((lab) => lab.name === name)) {
      await rm(stateFile(name), { force: true });
      await rm(`${stateFile(name)}.backup`, { force: true });
    }
  });
}
