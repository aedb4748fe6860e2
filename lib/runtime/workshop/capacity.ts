import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { instanceName } from "../../model/resolve.ts";
import type { Capacity } from "../../workshop/budget.ts";
import { answerOf } from "../engine/answer.ts";
import { Engine } from "../engine/engine.ts";
import { freeInstances } from "../engine/free-instance.ts";
import { engineObjects } from "../engine/objects.ts";
import { neighbourRoom } from "../labs/lab-neighbours.ts";
import { labsWithState } from "../labs/labs.ts";

/** What an engine has for more seats, and the numbers of the lab's copies that are free, lowest first. */
export interface FoundCapacity extends Capacity {
  readonly free: readonly number[];
}

/**
 * Asks the engine and its machine. `planned` are the lab's copies that seats have, whether anything of them is there or not. Throws when
 * the engine does not answer.
 */
export async function readCapacity(
  first: LabSpec,
  planned: readonly number[],
  installation: Installation,
): Promise<FoundCapacity> {
  const engine = new Engine(installation);
  const answer = await answerOf(engine);
  if ("silence" in answer)
    throw new Error(
      `No engine answers at ${installation.engineHost} (${answer.silence}). Run "npx underlay setup": it starts one, or says what to do.`,
    );
  const [objects, states, neighbours, machine, processors] = await Promise.all([
    engineObjects(engine),
    labsWithState(),
    neighbourRoom(engine, installation),
    engine.start(Engine.once(installation.images.probe, ["sh", "-c", script])),
    engine.start(["info", "--format", "{{.NCPU}}"]),
  ]);
  const free = freeInstances(first, objects).filter(
    (number) => !planned.includes(number) && !states.includes(instanceName(first.lab, number)),
  );
  return {
    ...{ engine: installation.engineHost, free, copies: free.length, neighbours: neighbours ?? null },
    ...parseMachine(machine.stdout),
    processors: Number(processors.stdout) || null,
  };
}

/** A container's own root is on the disk that the engine keeps its volumes on. */
const script = "cat /proc/meminfo; df -Pk /";

/** Reads what the script prints. */
export function parseMachine(text: string): Pick<Capacity, "memory" | "disk"> {
  const mebibytes = (kilobytes: string | undefined) =>
    kilobytes === undefined ? null : Math.floor(Number(kilobytes) / 1024);
  return {
    memory: mebibytes(/^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1]),
    disk: mebibytes(/^\S+\s+\d+\s+\d+\s+(\d+)\s+\d+%\s+\/$/m.exec(text)?.[1]),
  };
}
