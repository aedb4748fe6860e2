import { LabError } from "../../model/errors.ts";
import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { wallsOf } from "../../model/walls.ts";
import { Engine } from "../engine/engine.ts";
import { waitFor } from "../wait-for.ts";

/** Seconds within which walls stand: the program awaits the bridges for as long. */
const patience = 30;

/** Whether a lab's segments are closed towards the machine, in the words of the program that closes them: "closed", or "open: WHY". */
export async function wallsOfLab(
  lab: LabSpec,
  installation: Installation,
  signal: AbortSignal,
): Promise<string> {
  const engine = new Engine(installation);
  const container = wallsOf(lab);
  let complaint = "";
  const said = await waitFor(patience, async () => {
    const { stdout, stderr } = await askWalls(engine, lab, signal);
    complaint = stderr.trim();
    return stdout.trim() || (signal.aborted ? "" : undefined);
  });
  if (said) return said;
  const log = await engine.start(["logs", "--tail", "1", container], { limit: 10 });
  const why = log.stderr.trim() || complaint || "it says nothing";
  throw new LabError([
    {
      path: lab.name,
      message: `Its segments are not closed towards the engine's machine: container ${container} does not do so (${why}). Deploy the lab again, which makes it anew if it is gone.`,
    },
  ]);
}

/** The same at this moment, without waiting; or why it is not known. */
export async function wallsNow(engine: Engine, lab: LabSpec): Promise<string> {
  const { stdout, stderr } = await askWalls(engine, lab);
  return stdout.trim() || stderr.trim() || `container ${wallsOf(lab)} says nothing`;
}

const askWalls = (engine: Engine, lab: LabSpec, signal?: AbortSignal) =>
  engine.start(["exec", wallsOf(lab), "cat", "/run/walls"], { limit: 10, ...(signal ? { signal } : {}) });

/** The warning about segments that are open towards the engine's machine. */
export const openWalls = (why: string): string =>
  `its segments are not closed towards the engine's machine, so root in a host reaches it: ${why}`;
