import type { Installation } from "../../model/installation.ts";
import type { AskedComparison } from "../../results/comparison/candidates.ts";
import { Engine } from "../engine/engine.ts";
import { Refusal, say } from "../terminal.ts";
import { requireAsDeclared } from "./as-declared.ts";
import { requireWorthKeeping } from "./baseline.ts";
import { candidates, planOf } from "./candidates.ts";
import { byCoin, compare, conclude, measuringAlone, type Tell } from "./compare.ts";
import { type HandMadePath, withHandMadePath } from "./hand-made-path.ts";
import { knownImpairments } from "./known-impairments.ts";
import { withLabsUp } from "./labs-up.ts";
import { type TwinOrReason, withTwin } from "./twin.ts";

export interface CompareLabsOptions extends AskedComparison {
  /** Whether a copy of the first lab takes turns with the others, which tells the noise. */
  readonly twin: boolean;
  /** One short sample of everything in each round. */
  readonly quick: boolean;
  readonly installation: Installation;
  readonly signal: AbortSignal;
}

/**
 * Brings up side by side what of the labs is not up, and a copy of the first one, measures all in turns, tells, and takes down again what
 * it brought up: whatever fails or is interrupted. What was measured is told before anything is taken down.
 */
export function compareLabs(options: CompareLabsOptions, tell: Tell): Promise<void> {
  const { labs, twin, path, installation, signal } = options;
  const plan = async () => {
    const found = await planOf(options, await candidates(labs, options));
    if (path) requireWorthKeeping(found);
    return found;
  };
  return measuringAlone("underlay compare", async () => {
    // What is kept is to be that of the lab as its file says, to which it is held later.
    if (path) await requireAsDeclared(labs);
    // Before anything is deployed.
    await plan();
    await withLabsUp(labs, options, async () => {
      const ready = await plan();
      const [first] = ready.labs;
      if (path) for (const lab of ready.labs) await knownImpairments(new Engine(installation), lab);
      const run = { plan: ready, installation, signal, progress: say };
      const refuseInterrupted = () => {
        if (signal.aborted) throw new Refusal("It was interrupted before anything was measured.");
      };
      const besidePath = async (handMade: HandMadePath) => {
        refuseInterrupted();
        // As a gate has it, whose rounds are set against these.
        await conclude(await compare({ ...run, path: handMade, order: byCoin }), tell);
      };
      const measured = async (copy: TwinOrReason) => {
        refuseInterrupted();
        if (typeof copy === "string") say(`The noise floor is one of other machines: ${copy}.`);
        await conclude(await compare({ ...run, twin: copy }), tell);
      };
      if (path && first) await withHandMadePath(first, installation, besidePath);
      else if (twin && first) await withTwin(first, options, measured);
      else await measured("nobody wanted one");
    });
  });
}
