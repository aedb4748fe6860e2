import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { LabSpec } from "../../model/lab-spec.ts";
import type { CommandLine, Place } from "../../probes/bench.ts";
import { machineOf } from "../../probes/places.ts";
import { Engine, type Stdin } from "../engine/engine.ts";
import { writeWhole } from "../files.ts";

/** What a bench is made of. */
export interface BenchContext {
  readonly lab: LabSpec;
  readonly engine: Engine;
  /** The image that captures and decodes. */
  readonly probeImage: string;
  /** The run's folder, for raw files. */
  readonly folder: string;
  /** One line on what is going on. */
  readonly progress: (text: string) => void;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
}

/** Docker arguments that run a command at a place; behind "docker" they are the exact command line. */
export const argsAt = (
  { lab }: BenchContext,
  { host, name }: Place,
  command: CommandLine,
  stdin: Stdin = "none",
): string[] =>
  Engine.inside(machineOf(lab, host).container, command, name === host ? undefined : name, stdin);

/** Keeps a file that `write` makes in the run's raw folder, whole or not at all; returns its name relative to run.json. */
export async function keepFile(
  { folder }: Pick<BenchContext, "folder">,
  file: string,
  write: (path: string) => Promise<unknown>,
): Promise<string> {
  await writeWhole(join(folder, "raw", file), async (path) => {
    await mkdir(join(folder, "raw"), { recursive: true });
    await write(path);
  });
  return `raw/${file}`;
}
