import { type HistoryRun, historyRun } from "../../history/history-run.ts";
import { messageOf } from "../../model/errors.ts";
import { isAtWork } from "./at-work.ts";
import { type Stored, type StoredRecord, storedRecords, type Unread } from "./stored-records.ts";
import { storedRun } from "./stored-report.ts";

/** What is asked for; everything where nothing is. */
export interface Choice {
  readonly labs: readonly string[];
  readonly kind?: readonly string[] | undefined;
  readonly status?: readonly string[] | undefined;
  readonly since?: Date | undefined;
  readonly limit?: number | undefined;
}

/** The records that are asked for, newest first, and all that could not be read where they may have been. */
export async function chosenRecords(resultsDir: string, choice: Choice): Promise<Stored> {
  const { labs, kind, status, since, limit } = choice;
  const { records, unread } = await storedRecords(resultsDir);
  const told = await Promise.all(records.map(withPresentStatus));
  const chosen = told.filter(
    (record) =>
      (labs.length === 0 || record.labs.some((lab) => labs.includes(lab))) &&
      (kind?.includes(record.kind) ?? true) &&
      (status?.includes(record.status) ?? true) &&
      (since === undefined || Date.parse(record.startedAt) >= since.getTime()),
  );
  const near = (path: string) => labs.length === 0 || labs.some((lab) => path.includes(`/${lab}/`));
  return { records: chosen.slice(0, limit), unread: unread.filter(({ path }) => near(path)) };
}

/** What is not over is running where somebody is at work on it, and has been left unfinished otherwise. */
async function withPresentStatus(record: StoredRecord): Promise<StoredRecord> {
  if (!record.isUnfinished) return record;
  return { ...record, status: (await isAtWork(record)) ? "running" : "unfinished" };
}

/** The figures of the runs among records, of each as it is read. */
export async function historyRuns(
  records: readonly StoredRecord[],
): Promise<{ readonly runs: HistoryRun[]; readonly unread: Unread[] }> {
  const [runs, unread]: [HistoryRun[], Unread[]] = [[], []];
  for (const { kind, folder } of records)
    if (kind === "run")
      try {
        runs.push(historyRun(await storedRun(folder)));
      } catch (error) {
        unread.push({ path: folder, reason: messageOf(error) });
      }
  return { runs, unread };
}
