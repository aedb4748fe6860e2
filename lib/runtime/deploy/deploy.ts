import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Installation } from "../../model/installation.ts";
import { type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import { forgetRemovedHosts } from "../forget-hosts.ts";
import { labDir, readState, withLabLocks } from "../labs.ts";
import { removeLeftovers } from "../leftovers.ts";
import { limitProcesses } from "../limits.ts";
import { preflight } from "../preflight.ts";
import { putStack } from "../synthesis.ts";
import { openWalls, wallsOfLab } from "../walls.ts";
import type { Progress } from "./progress.ts";
import { waitReady } from "./ready.ts";
import { startStopped } from "./start-stopped.ts";
import { refuseWhileTerraformWorks } from "./state-lock.ts";
import { Terraform, type TerraformEvent } from "./terraform.ts";

export interface DeployOptions {
  /** The folder with the lab's synthesised stack, which is moved into its place. */
  readonly stack: string;
  readonly installation: Installation;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Brings a synthesised lab up, or what is up of it up to date, until every gate of every machine is passed. It can
 * be called again after whatever cut it off. Throws with the reasons; a lab that is not ready stays as it is, to be looked into.
 */
export const deploy = (lab: LabSpec, options: DeployOptions): Promise<void> =>
  withLabLocks([lab.name], "deploy", () => bringUp(lab, options));

async function bringUp(
  lab: LabSpec,
  { stack, installation, progress, signal }: DeployOptions,
): Promise<void> {
  const terraform = new Terraform(lab.name, installation, signal);
  const { resources = [] } = await readState(lab.name);
  const isNew = resources.length === 0;
  if (!isNew) {
    await refuseWhileTerraformWorks(lab.name);
    await startStopped(lab.name, installation);
  }
  await putStack(lab.name, stack);
  await terraform.begin();
  const plan = isNew ? [] : await terraform.run(["plan", "-lock-timeout=30s", "-out=plan"]);
  const changes = plan.flatMap(({ type, change }) => (type === "planned_change" && change ? [change] : []));
  for (const text of changesInWords(plan)) progress.say(lab.name, text);
  if (isNew || changes.length > 0) {
    for (const warning of await preflight(lab, installation)) progress.say(lab.name, warning);
    const count = await removeLeftovers(lab.name, installation);
    if (count > 0)
      progress.say(lab.name, `removed ${count} containers and networks of a deploy that was cut off`);
    const hear = (event: TerraformEvent) => tell(event, lab, progress);
    await terraform.run(["apply", "-lock-timeout=30s", isNew ? "-auto-approve" : "plan"], hear);
  }
  if (signal.aborted) throw new Error(`the deploy of ${lab.name} was interrupted`);
  try {
    const [keys] = await Promise.all([
      forgetRemovedHosts(lab, installation),
      limitProcesses(lab, installation),
    ]);
    if (keys.length > 0)
      progress.say(
        lab.name,
        `removed from the datastore, of hosts that the lab has no more: ${keys.join(", ")}`,
      );
    const watch = (machine: string, waitsFor: string | null) => progress.machine(lab.name, machine, waitsFor);
    const [walls] = await Promise.all([
      wallsOfLab(lab, installation, signal),
      waitReady(lab, installation, { watch, signal }),
    ]);
    if (walls !== "closed") progress.say(lab.name, openWalls(walls));
  } catch (error) {
    // For `cdktf deploy`, which would find nothing to do.
    const mark = join(labDir(lab.name), "unfinished");
    await writeFile(mark, String(Number(await readFile(mark, "utf8").catch(() => "0")) + 1));
    throw error;
  }
}

/** What an existing lab's plan means for its machines. */
export function changesInWords(plan: readonly TerraformEvent[]): string[] {
  const words: Readonly<Record<string, string>> = {
    create: "will be made",
    delete: "will be removed",
    replace: "will be replaced",
    update: "will be updated",
  };
  return plan.flatMap(({ type, change }) => {
    if (type !== "planned_change" || !change) return [];
    const { resource_type: kind, resource_name: name } = change.resource;
    if (kind === "docker_container") return [`${name} ${words[change.action] ?? change.action}`];
    if (kind === "docker_network") return [`segment ${name} ${words[change.action] ?? change.action}`];
    return [];
  });
}

function tell({ type, hook }: TerraformEvent, lab: LabSpec, progress: Progress): void {
  if (type !== "apply_complete" || hook?.resource.resource_type !== "docker_container") return;
  const { resource_name: name } = hook.resource;
  if (!machinesOf(lab).some((machine) => machine.name === name)) return;
  progress.machine(lab.name, name, "the start of its programs");
}
