import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { changesOfFiles, plannedChanges } from "../../model/changes.ts";
import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import type { GivenFiles } from "../../model/machine-files.ts";
import { wallsId } from "../../model/walls.ts";
import { plannedFiles, readState, withLabLocks } from "../labs/labs.ts";
import { removeLeftovers } from "../labs/leftovers.ts";
import { type PreflightOptions, preflight } from "../labs/preflight.ts";
import { putStack } from "../labs/synthesis.ts";
import { Configuration } from "./configure.ts";
import { markFinished, markUnfinished } from "./deploy-mark.ts";
import type { Progress } from "./progress.ts";
import { startStopped } from "./start-stopped.ts";
import { refuseWhileTerraformWorks } from "./state-lock.ts";
import { Terraform, type TerraformEvent } from "./terraform.ts";

export interface DeployOptions {
  /** The folder with the lab's synthesised stack, which is moved into its place. */
  readonly stack: string;
  readonly installation: Installation;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** What preflight looks at. @default all */
  readonly preflight?: PreflightOptions;
}

/**
 * Brings a synthesised lab up, or what is up of it up to date, until every gate of every machine is passed. It can
 * be called again after whatever cut it off. Throws with the reasons; a lab that is not ready stays as it is, to be looked into.
 */
export const deploy = (lab: LabSpec, options: DeployOptions): Promise<void> =>
  withLabLocks([lab.name], "deploy", () => bringUp(lab, options));

async function bringUp(
  lab: LabSpec,
  { stack, installation, progress, signal, preflight: looksAt }: DeployOptions,
): Promise<void> {
  const terraform = new Terraform(lab.name, installation, signal);
  const files: GivenFiles = JSON.parse(await readFile(join(stack, "files.json"), "utf8"));
  const say = (text: string) => progress.say(lab.name, text);
  // Machines are not waited for when Terraform fails.
  const failed = new AbortController();
  const configuration = new Configuration(lab, files, installation, {
    watch: (machine, waitsFor) => progress.machine(lab.name, machine, waitsFor),
    say,
    signal: AbortSignal.any([signal, failed.signal]),
  });
  const state = await readState(lab.name);
  const isNew = (state.resources ?? []).length === 0;
  if (!isNew) {
    await refuseWhileTerraformWorks(lab.name);
    await startStopped(lab.name, installation);
  }
  await putStack(lab.name, stack);
  await terraform.begin();
  const plan = isNew ? [] : await terraform.run(["plan", "-lock-timeout=30s", "-out=plan"]);
  const changes = plan.flatMap(({ type, change }) => (type === "planned_change" && change ? [change] : []));
  for (const text of changesInWords(plan)) say(text);
  for (const text of changesOfFiles(plannedFiles(state), plannedChanges(files))) say(text);
  if (isNew || changes.length > 0) {
    for (const warning of await preflight(lab, installation, looksAt)) say(warning);
    const count = await removeLeftovers(lab.name, installation, { signal });
    if (count > 0) say(`removed ${count} containers and networks of a deploy that was cut off`);
    // A machine is configured as soon as its container runs, while Terraform makes others. Of one that is replaced, the end of the
    // former container is told first.
    const hear = ({ type, hook }: TerraformEvent) => {
      if (type !== "apply_complete" || hook?.resource.resource_type !== "docker_container") return;
      if (hook.action !== "delete") configuration.begin(hook.resource.resource_name);
    };
    await terraform
      .run(["apply", "-lock-timeout=30s", isNew ? "-auto-approve" : "plan"], hear)
      .catch((error) => {
        failed.abort();
        throw error;
      });
  }
  if (signal.aborted) throw new Error(`the deploy of ${lab.name} was interrupted`);
  await markUnfinished(lab.name);
  await configuration.all({ mayHaveLostHosts: !isNew });
  await markFinished(lab.name);
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
    if (kind === "docker_container" && name !== wallsId)
      return [`${name} ${words[change.action] ?? change.action}`];
    if (kind === "docker_network") return [`segment ${name} ${words[change.action] ?? change.action}`];
    return [];
  });
}
