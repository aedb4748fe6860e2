import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type RecordFormat, readRecord } from "../../results/read-record.ts";
import { type RunRecord, runFormat } from "../../results/run-record.ts";
import { Refusal } from "../terminal.ts";

/** The record of a format in a folder; undefined where it has none. Throws with the file and the reason where that cannot be read. */
export async function recordIn<T>(folder: string, format: RecordFormat<T>): Promise<T | undefined> {
  const file = join(folder, format.file);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Error(`${file}: ${error.message.split(",")[0]}.`);
  });
  if (text === undefined) return undefined;
  const read = readRecord(text, format);
  if ("record" in read) return read.record;
  throw new Error(`${file}: ${read.reason}.`);
}

/** The run in a folder. Throws for a comparison, which is none. */
export async function storedRun(folder: string): Promise<RunRecord> {
  const run = await recordIn(folder, runFormat);
  if (run) return run;
  throw new Error(`${folder} holds no run: a run has ${runFormat.file}.`);
}

/** The newest finished run of a lab, or the named one; refused with what there is when it is missing. */
export async function readRun(
  resultsDir: string,
  labName: string,
  run = "latest",
): Promise<{ folder: string; record: RunRecord }> {
  const lab = join(resultsDir, labName);
  const folder = join(lab, run);
  const record = await recordIn(folder, runFormat);
  if (record) return { folder, record };
  const runs = (await readdir(lab).catch(() => [])).filter((name) => /^\d/.test(name));
  throw new Refusal(
    runs.length === 0
      ? `there is no run of "${labName}" yet. Make one with: npx underlay deploy ${labName}`
      : `"${labName}" has no run "${run}". Known runs: ${runs.sort().join(", ")}.`,
  );
}
