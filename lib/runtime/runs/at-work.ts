import { stat } from "node:fs/promises";
import { join } from "node:path";
import { labLock } from "../labs/labs.ts";
import { holderOf } from "../lock.ts";
import { stateDir } from "../project.ts";
import type { StoredRecord } from "./stored-records.ts";

/** So many hours after its folder was last written to, nobody can be at work on a record: each sample is a file. */
const quietHours = 1;

/**
 * True where somebody may still be writing a record: whoever measures holds a lock, and other projects that share the results' folder
 * have theirs elsewhere, so what was written to a short while ago counts as well.
 */
export async function maybeAtWork(record: StoredRecord): Promise<boolean> {
  if (!record.isUnfinished) return false;
  if (await isAtWork(record)) return true;
  const times = await Promise.all(
    [record.folder, join(record.folder, "raw"), join(record.folder, "rounds")].map(async (path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Date.now() - Math.max(...times) < quietHours * 3_600_000;
}

/** True where this project is at work on the labs of a record: on this one, or on a later one where whatever made this was killed. */
export async function isAtWork({ labs, kind }: Pick<StoredRecord, "labs" | "kind">): Promise<boolean> {
  const locks = kind === "scale" ? [join(stateDir, "scale-bgp.lock")] : labs.map(labLock);
  const holders = await Promise.all(locks.map(holderOf));
  return holders.some((holder) => holder !== undefined);
}
