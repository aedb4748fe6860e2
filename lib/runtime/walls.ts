import { setTimeout as delay } from "node:timers/promises";
import { LabError } from "../model/errors.ts";
import type { Installation } from "../model/installation.ts";
import type { LabSpec } from "../model/lab-spec.ts";
import { wallsOf } from "../model/walls.ts";
import { Engine } from "./engine.ts";

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
  const deadline = Date.now() + patience * 1000;
  while (true) {
    const said = await engine.start(["exec", container, "cat", "/run/walls"], { limit: 10, signal });
    if (said.exitCode === 0 && said.stdout.trim() !== "") return said.stdout.trim();
    if (signal.aborted || Date.now() > deadline) {
      const log = await engine.start(["logs", "--tail", "1", container], { limit: 10 });
      const why = log.stderr.trim() || said.stderr.trim() || "it says nothing";
      throw new LabError([
        {
          path: lab.name,
          message: `Its segments are not closed towards the engine's machine: container ${container} does not do so (${why}). Deploy the lab again, which makes it anew if it is gone.`,
        },
      ]);
    }
    await delay(200);
  }
}

/** The warning for whoever lets others in. */
export const openWalls = (why: string): string =>
  `its segments are not closed towards the engine's machine, so root in a host reaches it: ${why}`;
