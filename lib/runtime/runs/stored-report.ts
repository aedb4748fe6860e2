import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { comparisonReport } from "../../report/comparison/report.ts";
import { comparisonText } from "../../report/comparison/text.ts";
import { gateText } from "../../report/gate/text.ts";
import { htmlReport } from "../../report/report.ts";
import { runText } from "../../report/run-text.ts";
import { scaleReport } from "../../report/scale/report.ts";
import { scaleText } from "../../report/scale/text.ts";
import { type ComparisonRecord, comparisonFormat } from "../../results/comparison/record.ts";
import { type RecordFormat, readRecord } from "../../results/read-record.ts";
import { type RunRecord, runFormat } from "../../results/run-record.ts";
import { scaleFormat } from "../../scale/record.ts";

/** What can be told again of a stored record, without an engine and without a lab. */
export interface StoredReport {
  readonly record: object;
  readonly text: string;
  /** Its page: where it lies, and how it is made. */
  readonly page: string;
  html(): Promise<string>;
}

interface Telling<T extends object> {
  readonly format: RecordFormat<T>;
  readonly page: string;
  text(record: T): string;
  html(record: T): Promise<string>;
}

/** The report of a kind of record, from its text; undefined where the folder has none of that kind. */
const told =
  <T extends object>({ format, page, text, html }: Telling<T>) =>
  async (folder: string): Promise<StoredReport | undefined> => {
    const record = await recordIn(folder, format);
    return record && { record, text: text(record), page: join(folder, page), html: () => html(record) };
  };

const gatedText = (record: ComparisonRecord): string =>
  record.gate === null ? comparisonText(record) : gateText({ ...record, gate: record.gate });

const kinds = [
  told({ format: runFormat, page: "report.html", text: runText, html: htmlReport }),
  told({ format: comparisonFormat, page: "comparison.html", text: gatedText, html: comparisonReport }),
  told({ format: scaleFormat, page: "report.html", text: scaleText, html: scaleReport }),
];

/** Throws where the folder has no record, or one that this version does not read. */
export async function storedReport(folder: string): Promise<StoredReport> {
  for (const kind of kinds) {
    const report = await kind(folder);
    if (report) return report;
  }
  throw new Error(`${folder} holds no record`);
}

/** The run in a folder. Throws for a comparison, which is none. */
export async function storedRun(folder: string): Promise<RunRecord> {
  const run = await recordIn(folder, runFormat);
  if (run) return run;
  throw new Error(`${folder} holds no run: a run has ${runFormat.file}.`);
}

async function recordIn<T>(folder: string, format: RecordFormat<T>): Promise<T | undefined> {
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
