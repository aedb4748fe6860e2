import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { $ } from "zx";
import type { HostKind } from "../model/host-kinds.ts";
import type { Installation } from "../model/installation.ts";
import type { LabSpec } from "../model/lab-spec.ts";
import { labDir, outputDir, requireKnown, synthesisedLab, synthesiseLabs } from "./labs.ts";
import { removeLeftovers, stateFile } from "./leftovers.ts";
import { withLock } from "./lock.ts";
import { projectDir, stateDir } from "./project.ts";

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

/** Not in the lab's own folder, which is removed with the lab. */
const lock = (lab: string) => join(stateDir, "locks", lab);

/**
 * Deploys a lab up to all gates, without its probes; returns the lab as it was deployed. With a kind of host all
 * hosts are of that kind whose declaration does not name one.
 */
export function deploy(name: string, hostKind?: HostKind): Promise<LabSpec> {
  return withLock(lock(name), `deploy of ${name}`, async () => {
    await cdktf(["deploy", name, "--auto-approve", "--output", outputDir(name)], {
      UNDERLAY_PROBES: "off",
      ...(hostKind ? { UNDERLAY_HOST_KIND: hostKind } : {}),
    });
    return synthesisedLab(name);
  });
}

/**
 * Destroys a lab by its name alone: first what Terraform knows, then what carries the lab's label, so that
 * nothing is left of a failed deploy or of a lab whose file is gone. Throws when there is no such lab.
 */
export async function destroy(name: string, installation: Installation): Promise<void> {
  const labs = await synthesiseLabs();
  const declared = labs.some((lab) => lab.name === name);
  if (!declared && !existsSync(stateFile(name))) requireKnown(name, labs);
  await withLock(lock(name), `destroy of ${name}`, async () => {
    if (declared) await cdktf(["destroy", name, "--auto-approve", "--output", outputDir(name)]);
    // Without the lab's file cdktf cannot destroy it: then the label is all there is to go by.
    for (const file of [stateFile(name), `${stateFile(name)}.backup`]) await rm(file, { force: true });
    await removeLeftovers(name, installation);
  });
  await rm(labDir(name), { recursive: true, force: true });
}
