import type { LabSpec } from "../../model/lab-spec.ts";
import { impairedIn, unansweredIn } from "../../results/impaired.ts";
import type { Engine } from "../engine/engine.ts";
import { readTopology } from "../labs/topology.ts";
import { Refusal } from "../terminal.ts";

/**
 * The impairments in place in a lab, in words. Refuses where a machine does not say: figures of another day are set against those of the same
 * impairments only, and no answer is not a good wire.
 */
export async function knownImpairments(engine: Engine, lab: LabSpec): Promise<string[]> {
  const topology = await readTopology(engine, lab);
  const unanswered = unansweredIn(topology);
  if (unanswered.length === 0) return impairedIn(topology);
  throw new Refusal(
    `${lab.name} does not say how it is impaired: no answer of ${unanswered.join(", ")}. Look with: npx underlay inspect ${lab.name}`,
  );
}
