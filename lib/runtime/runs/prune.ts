import { lstat, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { maybeAtWork } from "./at-work.ts";
import type { StoredRecord } from "./stored-records.ts";

/**
 * What keeping the newest `keep` would remove, of each group that is looked at together: a lab's runs on the same hardware, comparisons
 * of the same labs by the same probes. Kept all the same is what something else rests on: the newest whole one of each group, by which claims are judged, what
 * `latest` points at, and what somebody may be writing. One that was cut off takes nobody's place; it goes when it is older than all that is kept.
 */
export async function removable(records: readonly StoredRecord[], keep: number): Promise<StoredRecord[]> {
  const groups = new Map<string, StoredRecord[]>();
  for (const record of records) {
    const key = JSON.stringify([record.kind, record.labs, record.compared, record.hosts, record.cpu]);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  const old = [...groups.values()].flatMap((group) => {
    const last = group.filter(({ isUnfinished }) => !isUnfinished)[keep - 1];
    const whole = group.find(({ isWhole, isUnfinished }) => isWhole && !isUnfinished);
    return last === undefined
      ? []
      : group.slice(group.indexOf(last) + 1).filter((each) => each !== whole && !each.isLatest);
  });
  const busy = await Promise.all(old.map(maybeAtWork));
  return old.filter((_, index) => !busy[index]);
}

/** A record's folder goes as one: what is left of it when this is ended has a name that no record has. */
export async function removeRecord({ folder }: StoredRecord): Promise<void> {
  const gone = join(dirname(folder), `.${basename(folder)}.removed`);
  await rename(folder, gone);
  await rm(gone, { recursive: true, force: true });
}

/** Removes what a prune that was ended left. */
export async function removeLeftovers(resultsDir: string): Promise<void> {
  for (const lab of await readdir(resultsDir, { withFileTypes: true }).catch(() => [])) {
    if (!lab.isDirectory()) continue;
    for (const name of await readdir(join(resultsDir, lab.name)).catch(() => []))
      if (/^\.\d{8}T.*\.removed$/.test(name))
        await rm(join(resultsDir, lab.name, name), { recursive: true, force: true });
  }
}

/** Bytes of the files below a folder. */
export async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(
    names.map((name) =>
      lstat(join(folder, name)).then(
        (found) => (found.isDirectory() ? 0 : found.size),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((total, size) => total + size, 0);
}
