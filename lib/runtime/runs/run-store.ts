import { existsSync } from "node:fs";
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { json } from "../../model/json.ts";
import { type RunRecord, runRecord } from "../../results/run-record.ts";
import { otherResults, UnwritableError, writeWhole } from "../files.ts";

/**
 * Runs on disk: `results/<lab>/<run>/run.json` with the raw files beside it, and `results/<lab>/latest`.
 *
 * A run is written as it goes into `<run>.partial`, every file by rename, so that what was measured survives
 * whatever ends the run; the folder loses its suffix when the run is over.
 *
 * Where something cannot be written (a full disk, a read-only one), the error says what, what is kept, and what mends it.
 */
export class RunStore {
  readonly run: string;
  readonly #lab: string;
  /** What helps besides where it cannot be written. */
  readonly #instead: string;
  #folder: string;
  #kept = false;

  private constructor(lab: string, run: string, instead: string) {
    this.#lab = lab;
    this.#instead = instead;
    this.run = run;
    this.#folder = join(lab, `${run}.partial`);
  }

  /** Where the run is by now. */
  get folder(): string {
    return this.#folder;
  }

  /** Makes a new run's folder. Throws when the results folder cannot be written, before anything is measured. */
  static async begin(
    resultsDir: string,
    labName: string,
    startedAt: Date,
    instead = otherResults,
  ): Promise<RunStore> {
    const lab = join(resultsDir, labName);
    const stamp = startedAt.toISOString().replace(/[-:]|\.\d+/g, "");
    const refuse = (error: unknown) => {
      throw new UnwritableError(
        `results cannot be written to ${lab}`,
        error,
        instead,
        "Nothing was measured",
      );
    };
    await mkdir(lab, { recursive: true }).catch(refuse);
    for (let counter = 1; ; counter += 1) {
      const store = new RunStore(lab, counter === 1 ? stamp : `${stamp}-${counter}`, instead);
      if (existsSync(join(lab, store.run))) continue;
      try {
        await mkdir(store.folder);
        return store;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") refuse(error);
      }
    }
  }

  write(record: RunRecord): Promise<void> {
    return this.writeRecord("run.json", runRecord, record);
  }

  /** A record as JSON. Throws before it would be written in another shape than its own. */
  async writeRecord<T>(name: string, shape: z.ZodType<T>, record: T): Promise<void> {
    await this.writeFile(name, json(shape.parse(record)));
  }

  writeReport(html: string): Promise<void> {
    return this.writeFile("report.html", html);
  }

  /** A file of this folder: it is there whole, or as it was. */
  async writeFile(name: string, content: string): Promise<void> {
    await this.#orSayWhatIsKept(() =>
      writeWhole(join(this.folder, name), (file) => writeFile(file, content)),
    );
    this.#kept = true;
  }

  /** Gives the finished run its place and points `latest` at it; returns the folder. */
  async finish(): Promise<string> {
    const final = join(this.#lab, this.run);
    await this.#orSayWhatIsKept(async () => {
      await rename(this.folder, final).catch((error) => {
        throw new UnwritableError(`${final} cannot be written`, error);
      });
      this.#folder = final;
      await writeWhole(join(this.#lab, "latest"), (link) => symlink(this.run, link));
    });
    return final;
  }

  async #orSayWhatIsKept(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof UnwritableError)) throw error;
      // A folder without a record is of no use.
      if (!this.#kept) await rm(this.folder, { recursive: true, force: true }).catch(() => undefined);
      const kept = this.#kept ? `What there was before is kept in ${this.folder}` : "Nothing is kept";
      throw new UnwritableError(error.what, error.cause, this.#instead, kept);
    }
  }
}
