import { isDeepStrictEqual } from "node:util";
import { LabError, messageOf } from "../../model/errors.ts";
import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { makingOptions } from "../../model/making.ts";
import { instanceName } from "../../model/resolve.ts";
import type { Topology } from "../../results/run-record.ts";
import { Engine } from "../engine/engine.ts";
import { firstFreeInstance } from "../engine/free-instance.ts";
import { engineObjects } from "../engine/objects.ts";
import { deployedLab } from "../labs/labs.ts";
import { readTopology } from "../labs/topology.ts";
import { isAsItsFileSays } from "./as-declared.ts";
import { withLabsUp } from "./labs-up.ts";

/** A lab's twin, as it is deployed; or why there is none. */
export type TwinOrReason = LabSpec | string;

interface TwinOptions {
  readonly installation: Installation;
  readonly signal: AbortSignal;
}

/**
 * Deploys a copy of a lab that is up beside it, equal but for names and addresses, and takes it down again when `work` is over, whatever
 * came of it. Where there can be none, or none comes up, `work` gets the reason in its place.
 */
export async function withTwin<T>(
  lab: LabSpec,
  options: TwinOptions,
  work: (twin: TwinOrReason) => Promise<T>,
): Promise<T> {
  const engine = new Engine(options.installation);
  const isSame = await isAsItsFileSays(lab).catch((error) => {
    if (error instanceof LabError) return false;
    throw error;
  });
  if (!isSame) return work(`${lab.name} is not as its file says by now, so a copy would be another lab`);
  const instance = firstFreeInstance(lab, await engineObjects(engine));
  if (instance === undefined) return work(`${lab.name} has no copy, since its file names its addresses`);
  const name = instanceName(lab.lab, instance);
  let begun = false;
  try {
    return await withLabsUp([name], { ...options, ...makingOptions(lab.making), instance }, async () => {
      begun = true;
      return work(await twinOf(lab, name, engine));
    });
  } catch (error) {
    if (begun || options.signal.aborted) throw error;
    return work(`${name} cannot be deployed: ${messageOf(error)}`);
  }
}

async function twinOf(lab: LabSpec, name: string, engine: Engine): Promise<TwinOrReason> {
  const twin = await deployedLab(name);
  if (!twin) return `${name} has no state`;
  const [own, other] = await Promise.all([lab, twin].map((each) => readTopology(engine, each)));
  if (!isDeepStrictEqual(impairmentsOf(own), impairmentsOf(other)))
    return `${lab.name} was impaired while it ran, and a copy is not`;
  // One that is measured in another way than its file says is measured so on both.
  return { ...twin, probes: lab.probes };
}

const impairmentsOf = (topology: Topology | undefined) =>
  topology?.hosts.map(({ interfaces }) => interfaces.map(({ impairment }) => impairment));
