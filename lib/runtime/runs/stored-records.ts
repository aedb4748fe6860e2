import type { Dirent } from "node:fs";
import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { type Head, heads } from "../../history/head.ts";
import { byStart } from "../../history/order.ts";
import { messageOf } from "../../model/errors.ts";
import { readRecord } from "../../results/read-record.ts";

/** A record that is kept, as a list has it. */
export interface StoredRecord extends Head {
  /** Its folder below that of the results: `lab-vxlan/20261124T014802Z`. */
  readonly id: string;
  readonly folder: string;
  /** True where its folder says that it is not over: it goes on, or whatever made it was killed. */
  readonly isUnfinished: boolean;
  /** True for the one that `latest` in the folder of its lab points at. */
  readonly isLatest: boolean;
}

/** What is in the results' folder and cannot be read as a record, and why. */
export interface Unread {
  readonly path: string;
  readonly reason: string;
}

export interface Stored {
  /** Newest first, by when each began. */
  readonly records: readonly StoredRecord[];
  readonly unread: readonly Unread[];
}

/** Records are in folders that are named after their start; those that are not over yet end in .partial. */
export const runFolder = /^\d{8}T\d{6}Z(-\d+)?(\.partial)?$/;

export const isPartial = (folder: string): boolean => folder.endsWith(".partial");

/** What else Underlay writes beside them, and the folder that `npm run bench` has for what it measured. */
const ownFiles = ["latest", "trend.html"];
const benchFolder = "bench";

/** Every record in the results' folder, and whatever else is there. Each is read once, and none keeps others from being told. */
export async function storedRecords(resultsDir: string): Promise<Stored> {
  const found: (StoredRecord | Unread)[] = [];
  for (const entry of await entriesOf(resultsDir, found)) {
    if (entry.name === benchFolder) continue;
    if (entry.isDirectory()) found.push(...(await recordsIn(resultsDir, entry.name)));
    else found.push({ path: join(resultsDir, entry.name), reason: "it is no folder of runs" });
  }
  return {
    records: found.filter((each) => "id" in each).sort(newestFirst),
    unread: found.filter((each) => "reason" in each),
  };
}

const newestFirst = (a: StoredRecord, b: StoredRecord): number => -byStart(a, b, ({ id }) => id);

async function recordsIn(resultsDir: string, name: string): Promise<(StoredRecord | Unread)[]> {
  const folder = join(resultsDir, name);
  const found: (StoredRecord | Unread)[] = [];
  const latest = await readlink(join(folder, "latest")).catch(() => "");
  for (const entry of await entriesOf(folder, found)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && runFolder.test(entry.name))
      found.push(await recordOf(join(name, entry.name), path, entry.name === latest));
    else if (!ownFiles.includes(entry.name))
      found.push({ path, reason: "it is no run: their folders are named after their start" });
  }
  return found;
}

/** Names that begin with a dot are nobody's runs. */
async function entriesOf(folder: string, found: (StoredRecord | Unread)[]): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith("."));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      found.push({ path: folder, reason: whyNot(error) });
    return [];
  }
}

async function recordOf(id: string, folder: string, isLatest: boolean): Promise<StoredRecord | Unread> {
  for (const format of heads) {
    const path = join(folder, format.file);
    try {
      const read = readRecord(await readFile(path, "utf8"), format);
      if ("reason" in read) return { path, reason: read.reason };
      return { ...read.record, id, folder, isUnfinished: isPartial(id), isLatest };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") return { path, reason: whyNot(error) };
    }
  }
  return { path: folder, reason: `it has none of ${heads.map(({ file }) => file).join(", ")}` };
}

/** `EACCES: permission denied`. */
const whyNot = (error: unknown): string => messageOf(error).split(",")[0] ?? "";
