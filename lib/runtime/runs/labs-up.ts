import { messageOf } from "../../model/errors.ts";
import type { HostKind } from "../../model/host-kinds.ts";
import type { Installation } from "../../model/installation.ts";
import { deploy } from "../deploy/deploy.ts";
import { destroy, isThere } from "../deploy/destroy.ts";
import { deployProgress } from "../deploy/progress.ts";
import { deployedLab, keepingLabLocks, withLabLocks } from "../labs/labs.ts";
import { requireSound, withStacks } from "../labs/synthesis.ts";
import { Refusal, say } from "../terminal.ts";
import { withCleanUp } from "../with-clean-up.ts";

export interface LabsUpOptions {
  readonly installation: Installation;
  /** What hosts are made of that labs leave open, of those that are brought up. */
  readonly hostKind: HostKind | undefined;
  /** False makes no user namespaces. @default true: as labs say */
  readonly userNamespace?: boolean;
  /** The number of the copies that these are. @default - as the labs' files say */
  readonly instance?: number;
  readonly signal: AbortSignal;
}

/**
 * Brings up side by side what of these labs is not deployed, and takes it down again when `work` is over, whatever came of it. Labs that
 * are up stay as they are. Those that it brings up are locked meanwhile: nobody else's deploy of one is taken for its own. Throws a
 * LabError before anything is deployed when one is unknown or unsound.
 */
export const withLabsUp = <T>(
  names: readonly string[],
  options: LabsUpOptions,
  work: () => Promise<T>,
): Promise<T> =>
  keepingLabLocks(async () => {
    if ((await absentOf(names)).length === 0) return work();
    await withLabLocks(names, "comparison", async () => undefined);
    // Looked at again: whoever had one locked until now may have brought it up.
    const absent = await absentOf(names);
    return withCleanUp(
      async () => {
        await bringUp(absent, options);
        return work();
      },
      () => takeDown(absent, options.installation),
    );
  });

/** One that cannot be taken down keeps none of the others up. */
async function takeDown(names: readonly string[], installation: Installation): Promise<void> {
  const failures: string[] = [];
  for (const name of names)
    try {
      if (!(await isThere(name, installation))) continue;
      say(`${name}: is taken down again`);
      await destroy(name, installation);
    } catch (error) {
      failures.push(messageOf(error));
    }
  if (failures.length > 0) throw new Error(failures.join("\n"));
}

async function absentOf(names: readonly string[]): Promise<string[]> {
  const found = await Promise.all(names.map(async (name) => ({ name, lab: await deployedLab(name) })));
  return [...new Set(found.flatMap(({ name, lab }) => (lab ? [] : name)))];
}

/** All that fails is told, once none is at work any more. */
async function bringUp(
  names: readonly string[],
  { installation, signal, hostKind, userNamespace, instance }: LabsUpOptions,
): Promise<void> {
  if (names.length === 0) return;
  await withStacks({ only: names, hostKind, userNamespace, instance }, async (synthesis, stackOf) => {
    const labs = requireSound(names, synthesis);
    const progress = deployProgress();
    const outcomes = await Promise.allSettled(
      labs.map((lab) => deploy(lab, { stack: stackOf(lab.name), installation, progress, signal })),
    ).finally(() => progress.end());
    if (signal.aborted) throw new Refusal("It was interrupted before anything was measured.");
    const failures = outcomes.flatMap((each) => (each.status === "rejected" ? messageOf(each.reason) : []));
    if (failures.length > 0) throw new Error(failures.join("\n"));
  });
}
