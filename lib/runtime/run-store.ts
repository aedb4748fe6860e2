import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type RunRecord, recordSchema, runRecord } from "../results/run-record.ts";

/**
 * Runs on disk: `results/<lab>/<run>/run.json` with the raw files beside it, and `results/<lab>/latest`.
 *
 * A run is written as it goes into `<run>.partial`, every file by rename, so that what was measured survives
 * whatever ends the run; the folder loses its suffix when the run is over.
 */
export class RunStore {
  readonly folder: string;
  readonly run: string;
  readonly #lab: string;

  private constructor(lab: string, run: string) {
    this.#lab = lab;
    this.run = run;
    this.folder = join(lab, `${run}.partial`);
  }

  /** Makes a new run's folder. Throws when the results folder cannot be written, before anything is measured. */
  static async begin(resultsDir: string, labName: string, startedAt: Date): Promise<RunStore> {
    const lab = join(resultsDir, labName);
    const stamp = startedAt.toISOString().replace(/[-:]|\.\d+/g, "");
    await mkdir(lab, { recursive: true }).catch((error: Error) => {
      throw new Error(`results cannot be written to ${lab}: ${error.message}. Nothing was measured.`);
    });
    for (let counter = 1; ; counter += 1) {
      const store = new RunStore(lab, counter === 1 ? stamp : `${stamp}-${counter}`);
      if (existsSync(join(lab, store.run))) continue;
      try {
        await mkdir(store.folder);
        return store;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  }

  async write(record: RunRecord): Promise<void> {
    await this.writeFile("run.json", `${JSON.stringify(runRecord.parse(record), null, 2)}\n`);
  }

  writeReport(html: string): Promise<void> {
    return this.writeFile("report.html", html);
  }

  /** A file of this folder: it is there whole, or as it was. */
  writeFile(name: string, content: string): Promise<void> {
    return writeAtomically(join(this.folder, name), content);
  }

  /** Gives the finished run its place and points `latest` at it; returns the folder. */
  async finish(): Promise<string> {
    const final = join(this.#lab, this.run);
    await rename(this.folder, final);
    const link = join(this.#lab, `.latest-${this.run}`);
    await rm(link, { force: true });
    await symlink(this.run, link);
    await rename(link, join(this.#lab, "latest"));
    return final;
  }
}

/** The newest finished run of a lab, or the named one; throws with what there is when it is missing. */
export async function readRun(
  resultsDir: string,
  labName: string,
  run = "latest",
): Promise<{ folder: string; record: RunRecord }> {
  const lab = join(resultsDir, labName);
  const folder = join(lab, run);
  const text = await readFile(join(folder, "run.json"), "utf8").catch(() => undefined);
  if (text !== undefined) return { folder, record: parseRecord(text, folder) };
  const runs = (await readdir(lab).catch(() => [])).filter((name) => /^\d/.test(name));
  throw new Error(
    runs.length === 0
      ? `there is no run of "${labName}" yet. Make one with: npx underlay deploy ${labName}`
      : `"${labName}" has no run "${run}". Known runs: ${runs.sort().join(", ")}.`,
  );
}

function parseRecord(text: string, folder: string): RunRecord {
  const record = JSON.parse(text);
  if (record.schema !== recordSchema)
    throw new Error(
      `${join(folder, "run.json")} is in format ${record.schema}; this version of Underlay reads format ${recordSchema}. Read it with the version that wrote it (${record.environment?.underlay ?? "unknown"}), or probe the lab again.`,
    );
  return runRecord.parse(record);
}

async function writeAtomically(file: string, content: string): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString("hex")}`;
  await writeFile(temporary, content);
  await rename(temporary, file);
}
