import { LabError } from "../../model/errors.ts";
import type { HostKind } from "../../model/host-kinds.ts";
import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import type { Synthesis } from "../../model/synthesis.ts";
import { quickly } from "../../probes/kinds.ts";
import {
  type AskedComparison,
  type Candidate,
  kindsOf,
  namespacesOf,
} from "../../results/comparison/candidates.ts";
import { type ComparisonPlan, planComparison } from "../../results/comparison/plan.ts";
import { Engine } from "../engine/engine.ts";
import { readHardware } from "../engine/hardware.ts";
import { deployedLab } from "../labs/labs.ts";
import { requireSound, synthesise } from "../labs/synthesis.ts";
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

/**
 * Labs of this project by their names, each once: as they are deployed, or else as they would be. Throws a LabError when one that is not
 * deployed is unsound.
 */
export async function candidates(
  names: readonly string[],
  { hostKind, ...measured }: Measured & { readonly hostKind?: HostKind | undefined },
): Promise<Candidate[]> {
  const own = [...new Set(names)];
  const deployed = new Map(
    await Promise.all(own.map(async (name) => [name, await deployedLab(name)] as const)),
  );
  const isUp = own.every((name) => deployed.get(name) !== undefined);
  const synthesis = isUp ? undefined : await synthesise({ hostKind });
  const declared = synthesis
    ? declaredIn(
        synthesis,
        own.filter((name) => !deployed.get(name)),
      )
    : [];
  return Promise.all(
    own.map(async (name) => {
      const up = deployed.get(name);
      if (up) return candidate(up, measured);
      const lab = declared.find((each) => each.name === name);
      return lab ? planned(lab, measured) : { name, lab: undefined, hardware: null };
    }),
  );
}

/** Those of these labs that there are; throws with all of them that are unsound. */
function declaredIn(synthesis: Synthesis, names: readonly string[]): LabSpec[] {
  const known = names.filter(
    (name) =>
      synthesis.labs.some((each) => each.name === name) ||
      synthesis.unsound.some((each) => each.names.includes(name)),
  );
  return known.length === 0 ? [] : requireSound(known, synthesis);
}

/** A lab that is not deployed yet. */
function planned(lab: LabSpec, { quick, installation }: Measured): Candidate {
  const accelerator = lab.hosts.some(({ vm }) => vm !== null) ? installation.accelerator : null;
  return {
    ...{ name: lab.name, lab: quick ? quickly(lab) : lab },
    hardware: { hostKind: kindsOf(lab), accelerator, userNamespace: namespacesOf(lab) },
  };
}

/** A lab that is deployed, here or from elsewhere. */
export async function candidate(deployed: LabSpec, { quick, installation }: Measured): Promise<Candidate> {
  const lab = quick ? quickly(deployed) : deployed;
  const hardware = await readHardware(new Engine(installation), lab).catch((error: Error) => error.message);
  return { name: lab.name, lab, hardware };
}
