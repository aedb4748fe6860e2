import type { Installation } from "../../model/installation.ts";
import {
  type NeighbourTable,
  parseNeighbourTable,
  raised,
  readScript,
  type Thresholds,
  thresholdsSet,
  tooSmall,
  writeScript,
} from "../../scale/neighbour-table.ts";
import { Engine, type Rights } from "../engine/engine.ts";
import { scaleLabel } from "./rack.ts";

export interface NeighbourNeed {
  /** Entries that the largest point makes. */
  readonly entries: number;
  /** True when the user allows the limit to be raised. */
  readonly tune: boolean;
  readonly progress: (text: string) => void;
}

/** What `work` is told, and the record keeps, of the table's limit. */
export interface NeighbourLimit {
  readonly needed: number;
  readonly limit: number;
  readonly tuned: boolean;
}

/**
 * Runs `work` with a neighbour table that is large enough. The table is the machine's, so it is enlarged with the
 * user's word only, and gets its former limits back whatever becomes of the work. Throws when it is too small.
 */
export async function withNeighbourLimit<T>(
  engine: Engine,
  images: Installation["images"],
  { entries, tune, progress }: NeighbourNeed,
  work: (limit: NeighbourLimit) => Promise<T>,
): Promise<T> {
  const table = await readNeighbourTable(engine, images);
  const needed = table.entries + entries;
  const [, , limit] = table.thresholds;
  const complaint = tooSmall(needed, table);
  progress(`neighbour table: ${needed} entries needed, the limit is ${limit}`);
  if (complaint === null) return work({ needed, limit, tuned: false });
  if (!tune) throw new Error(complaint);
  const thresholds = raised(needed, table.thresholds);
  try {
    await writeThresholds(engine, images, thresholds);
    progress(thresholdsSet(table.thresholds, thresholds));
    return await work({ needed, limit: thresholds[2], tuned: true });
  } finally {
    await writeThresholds(engine, images, table.thresholds);
    progress(`neighbour table: gc_thresh1..3 are ${table.thresholds.join(" ")} again`);
  }
}

export async function readNeighbourTable(
  engine: Engine,
  images: Installation["images"],
): Promise<NeighbourTable> {
  return parseNeighbourTable(await engine.run(onMachine(images, readScript)));
}

export async function writeThresholds(
  engine: Engine,
  images: Installation["images"],
  thresholds: Thresholds,
): Promise<void> {
  const rights = {
    add: ["NET_ADMIN", "SYS_ADMIN"],
    flags: ["--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"],
  };
  await engine.run(onMachine(images, writeScript(thresholds), rights));
}

/** A script in the machine's own network namespace: the limits are in no other. */
const onMachine = (
  { probe }: Installation["images"],
  script: string,
  { add = [], flags = [] }: Rights = {},
): string[] => {
  const rights = { network: "host", add, flags: ["--label", scaleLabel, ...flags] };
  return Engine.once(probe, ["sh", "-c", script], rights);
};
