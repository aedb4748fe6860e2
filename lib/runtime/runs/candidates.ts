import { LabError } from "../../model/errors.ts";
import type { Installation } from "../../model/installation.ts";
import { quickly } from "../../probes/kinds.ts";
import type { AskedComparison, Candidate } from "../../results/comparison/candidates.ts";
import { type ComparisonPlan, planComparison } from "../../results/comparison/plan.ts";
import { Engine } from "../engine/engine.ts";
import { readHardware } from "../engine/hardware.ts";
import { deployedLab } from "../labs/labs.ts";
import { synthesise } from "../labs/synthesis.ts";
import { Refusal } from "../terminal.ts";

/** Plans a comparison of deployed labs. Refuses with all that is wrong at once, before anything is measured. */
export async function planOf(
  asked: AskedComparison,
  { quick }: { readonly quick: boolean },
  installation: Installation,
): Promise<ComparisonPlan> {
  const engine = new Engine(installation);
  const names = [...new Set(asked.labs)];
  const candidates = await Promise.all(names.map((name) => candidate(name, quick, engine)));
  // Which labs there are takes a synthesis, and is needed for a complaint only.
  const complete = candidates.length > 1 && candidates.every(({ lab }) => lab !== undefined);
  const known = complete ? [] : (await synthesise()).labs.map(({ name }) => name);
  try {
    return planComparison(asked, candidates, known);
  } catch (error) {
    throw error instanceof LabError ? new Refusal(error.message) : error;
  }
}

async function candidate(name: string, quick: boolean, engine: Engine): Promise<Candidate> {
  const deployed = await deployedLab(name);
  if (!deployed) return { name, lab: undefined, hardware: null };
  const lab = quick ? quickly(deployed) : deployed;
  const hardware = await readHardware(engine, lab).catch((error: Error) => error.message);
  return { name, lab, hardware };
}
