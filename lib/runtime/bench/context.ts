import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { LabSpec } from "../../model/lab-spec.ts";
import type { CommandLine, Place } from "../../probes/bench.ts";
import { machineOf } from "../../probes/places.ts";
import { Engine, type Stdin } from "../engine/engine.ts";
import { otherResults, writeWhole } from "../files.ts";

/** What a bench is made of. */
export interface BenchContext {
  readonly lab: LabSpec;
  readonly engine: Engine;
  /** The image that captures and decodes. */
  readonly probeImage: string;
  /** The run's folder, for raw files. */
  readonly folder: string;
  /** What helps besides where that cannot be written to. @default another folder for results */
  readonly instead?: string;
  /** One line on what is going on. */
  readonly progress: (text: string) => void;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
  /** Docker's arguments for a command at a place. @default - those of the lab's machines */
  readonly argsAt?: (at: Place, command: CommandLine, stdin: Stdin) => string[];
}

/** Docker arguments that run a command at a place; behind "docker" they are the exact command line. */
export const argsAt = (
  { lab, argsAt: own }: BenchContext,
  at: Place,
  command: CommandLine,
  stdin: Stdin = "none",
): string[] =>
  own?.(at, command, stdin) ??
  Engine.inside(machineOf(lab, at.host).container, command, at.name === at.host ? undefined : at.name, stdin);

/** Keeps a file that `write` makes in the run's raw folder, whole or not at all; returns its name relative to run.json. */
export async function keepFile(
  { folder, instead = otherResults }: Pick<BenchContext, "folder" | "instead">,
  file: string,
  write: (path: string) => Promise<unknown>,
): Promise<string> {
  const make = async (path: string) => {
    await mkdir(join(folder, "raw"), { recursive: true });
    await write(path);
  };
  await writeWhole(join(folder, "raw", file), make, instead);
  return `raw/${file}`;
}
