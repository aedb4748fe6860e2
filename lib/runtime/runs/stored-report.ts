import { join } from "node:path";
import { comparisonReport } from "../../report/comparison/report.ts";
import { comparisonText } from "../../report/comparison/text.ts";
import { gateText } from "../../report/gate/text.ts";
import { htmlReport } from "../../report/report.ts";
import { runText } from "../../report/run-text.ts";
import { scaleReport } from "../../report/scale/report.ts";
import { scaleText } from "../../report/scale/text.ts";
import { type ComparisonRecord, comparisonFormat } from "../../results/comparison/record.ts";
import type { RecordFormat } from "../../results/read-record.ts";
import { runFormat } from "../../results/run-record.ts";
import { scaleFormat } from "../../scale/record.ts";
import { recordIn } from "./read-run.ts";

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
