import { relative, sep } from "node:path";
import { type HistoryRun, historyRun } from "../../history/history-run.ts";
import { messageOf } from "../../model/errors.ts";
import { isAtWork } from "./at-work.ts";
import { comparisonsFolder } from "./compare.ts";
import { storedRun } from "./read-run.ts";
import { isPartial, type Stored, type StoredRecord, storedRecords, type Unread } from "./stored-records.ts";

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
  const near = ({ path }: Unread) => labs.length === 0 || mayHold(relative(resultsDir, path), choice);
  return { records: chosen.slice(0, limit), unread: unread.filter(near) };
}

/** What lies in the folder of a lab may be about it, and so may any comparison, and the results' folder itself. */
function mayHold(path: string, { labs, kind }: Choice): boolean {
  const [folder = ""] = path.split(sep);
  const areRuns = kind?.every((each) => each === "run") ?? false;
  return folder === "" || labs.includes(folder) || (folder === comparisonsFolder && !areRuns);
}

const withPresentStatus = async (record: StoredRecord): Promise<StoredRecord> =>
  record.isUnfinished ? { ...record, status: await presentStatus(record) } : record;

/** What is not over is running where somebody is at work on its labs, and has been left unfinished otherwise. */
const presentStatus = async (record: Pick<StoredRecord, "labs" | "kind">) =>
  (await isAtWork(record)) ? "running" : "unfinished";

/** What a history has of the run in a folder, with its status by now. */
export async function presentRun(folder: string): Promise<HistoryRun> {
  const run = historyRun(await storedRun(folder));
  return isPartial(folder) ? { ...run, status: await presentStatus({ labs: [run.name], kind: "run" }) } : run;
}

/**
 * The figures of the runs among what is asked for, newest first, of each as it is read, and all that could not be read. A limit counts
 * these runs, whatever else was recorded between them.
 */
export async function chosenRuns(
  resultsDir: string,
  { limit = Number.POSITIVE_INFINITY, ...choice }: Choice,
): Promise<{ readonly runs: readonly HistoryRun[]; readonly unread: readonly Unread[] }> {
  const kind = choice.kind?.filter((each) => each === "run") ?? ["run"];
  const chosen = await chosenRecords(resultsDir, { ...choice, kind });
  const [runs, unread] = [[] as HistoryRun[], [...chosen.unread]];
  for (const { folder } of chosen.records) {
    if (runs.length === limit) break;
    try {
      runs.push(await presentRun(folder));
    } catch (error) {
      unread.push({ path: folder, reason: messageOf(error) });
    }
  }
  return { runs, unread };
}
