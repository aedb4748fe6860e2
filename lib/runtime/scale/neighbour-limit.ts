import type { Installation } from "../../model/installation.ts";
import { raised, thresholdsSet, tooSmall } from "../../scale/neighbour-table.ts";
import type { Engine } from "../engine/engine.ts";
import { withCleanUp } from "../with-clean-up.ts";
import { readNeighbourTable, writeThresholds } from "./kernel-settings.ts";

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
  const tuned = async () => {
    await writeThresholds(engine, images, thresholds);
    progress(thresholdsSet(table.thresholds, thresholds));
    return work({ needed, limit: thresholds[2], tuned: true });
  };
  return withCleanUp(tuned, async () => {
    await writeThresholds(engine, images, table.thresholds);
    progress(`neighbour table: gc_thresh1..3 are ${table.thresholds.join(" ")} again`);
  });
}
