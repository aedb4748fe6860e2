import { join } from "node:path";
import { judgeListed } from "../../claims/listed.ts";
import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { quickly } from "../../probes/kinds.ts";
import type { Ground } from "../../tasks/check-kind.ts";
import { onPassingBench } from "../bench/passing.ts";
import { Engine } from "../engine/engine.ts";
import { otherTemporary } from "../files.ts";
import { runProbes } from "../runs/run-probes.ts";

export interface GroundOptions {
  readonly installation: Installation;
  readonly signal: AbortSignal;
  /** One line on what is going on. @default nobody is told */
  readonly progress?: (text: string) => void;
}

/** Has checks run on a deployed lab; what they caught and measured meanwhile is gone afterwards. */
export async function onGround<T>(
  lab: LabSpec,
  { installation, signal, progress = () => undefined }: GroundOptions,
  work: (ground: Ground) => Promise<T>,
): Promise<T> {
  const context = {
    ...{ lab, progress, signal, engine: new Engine(installation) },
    probeImage: installation.images.probe,
  };
  let captures = 0;
  return onPassingBench(context, (bench, folder) =>
    work({
      ...bench,
      // Several may check one lab at a time, and a capture is known by its name.
      capture(at, plan, name) {
        captures += 1;
        return bench.capture(at, plan, `${name}-${process.pid}-${captures}`);
      },
      async judge(claim) {
        const resultsDir = join(folder, "runs");
        const { record } = await runProbes({
          ...{ lab: quickly(lab), installation, progress, signal },
          ...{ resultsDir, instead: otherTemporary },
        });
        const [judged] = judgeListed([claim], record);
        if (!judged) throw new Error(`nothing judges the claim ${claim}`);
        return judged;
      },
    }),
  );
}
