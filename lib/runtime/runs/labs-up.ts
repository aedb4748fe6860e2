import type { HostKind } from "../../model/host-kinds.ts";
import type { Installation } from "../../model/installation.ts";
import { deploy } from "../deploy/deploy.ts";
import { destroy } from "../deploy/destroy.ts";
import { deployProgress } from "../deploy/progress.ts";
import { deployedLab } from "../labs/labs.ts";
import { requireSound, withStacks } from "../labs/synthesis.ts";
import { say } from "../terminal.ts";

export interface LabsUpOptions {
  readonly installation: Installation;
  /** What hosts are made of that labs leave open, of those that are brought up. */
  readonly hostKind: HostKind | undefined;
  readonly signal: AbortSignal;
}

/**
 * Brings up side by side what of these labs is not deployed, and takes it down again when `work` is over, whatever came of it. Labs that
 * are up stay as they are. Throws a LabError before anything is deployed when one is unknown or unsound.
 */
export async function withLabsUp<T>(
  names: readonly string[],
  { installation, hostKind, signal }: LabsUpOptions,
  work: () => Promise<T>,
): Promise<T> {
  const found = await Promise.all(names.map(async (name) => ({ name, lab: await deployedLab(name) })));
  const absent = [...new Set(found.flatMap(({ name, lab }) => (lab ? [] : name)))];
  if (absent.length === 0) return work();
  const begun: string[] = [];
  try {
    await withStacks({ only: absent, hostKind }, async (synthesis, stackOf) => {
      const labs = requireSound(absent, synthesis);
      const progress = deployProgress();
      const outcomes = await Promise.allSettled(
        labs.map((lab) => {
          begun.push(lab.name);
          return deploy(lab, { stack: stackOf(lab.name), installation, progress, signal });
        }),
      ).finally(() => progress.end());
      for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    });
    return await work();
  } finally {
    for (const name of begun) {
      say(`${name}: is taken down again`);
      await destroy(name, installation);
    }
  }
}
