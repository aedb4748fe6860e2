import { LabError } from "../../model/errors.ts";
import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { quickly } from "../../probes/kinds.ts";
import type { AskedComparison, Candidate } from "../../results/comparison/candidates.ts";
import { type ComparisonPlan, planComparison } from "../../results/comparison/plan.ts";
import { Engine } from "../engine/engine.ts";
import { readHardware } from "../engine/hardware.ts";
import { deployedLab } from "../labs/labs.ts";
import { synthesise } from "../labs/synthesis.ts";
import { Refusal } from "../terminal.ts";

/** Plans a comparison. Refuses with all that is wrong at once, before anything is measured. */
export async function planOf(
  asked: AskedComparison,
  candidates: readonly Candidate[],
): Promise<ComparisonPlan> {
  // Which labs there are takes a synthesis, and is needed for a complaint only.
  const complete = candidates.length > 1 && candidates.every(({ lab }) => lab !== undefined);
  const known = complete ? [] : (await synthesise()).labs.map(({ name }) => name);
  try {
    return planComparison(asked, candidates, known);
  } catch (error) {
    throw error instanceof LabError ? new Refusal(error.message) : error;
  }
}

interface Measured {
  /** One short sample of everything. */
  readonly quick: boolean;
  readonly installation: Installation;
}

/** Labs of this project by their names, each once, as far as they are deployed. */
export const candidates = (names: readonly string[], measured: Measured): Promise<Candidate[]> =>
  Promise.all(
    [...new Set(names)].map(async (name) => {
      const lab = await deployedLab(name);
      return lab ? candidate(lab, measured) : { name, lab: undefined, hardware: null };
    }),
  );

/** A lab that is deployed, here or from elsewhere. */
export async function candidate(deployed: LabSpec, { quick, installation }: Measured): Promise<Candidate> {
  const lab = quick ? quickly(deployed) : deployed;
  const hardware = await readHardware(new Engine(installation), lab).catch((error: Error) => error.message);
  return { name: lab.name, lab, hardware };
}
