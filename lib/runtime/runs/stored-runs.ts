import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LabRuns } from "../../claims/choose.ts";
import { byName } from "../../history/order.ts";
import { messageOf } from "../../model/errors.ts";
import { parseJson } from "../../model/json.ts";
import { type ComparisonRecord, comparisonFormat } from "../../results/comparison/record.ts";
import { type Hardware, hardwareOf, isSameHardware } from "../../results/hardware.ts";
import { readRecord } from "../../results/read-record.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { comparisonsFolder } from "./compare.ts";
import { readRun } from "./read-run.ts";
import { isPartial, runFolder } from "./stored-records.ts";

/**
 * The newest finished run of a lab on each hardware, newest first; undefined when it has none. One of some probes only, or one
 * that was interrupted, is passed over where there is a whole one. Earlier runs of another format are passed over. A newest run
 * of another format is an error, because the lab does have a run.
 */
export async function labRuns(resultsDir: string, lab: string): Promise<LabRuns | undefined> {
  const runs: RunRecord[] = [];
  for (const [index, name] of (await finished(join(resultsDir, lab))).entries())
    try {
      const head = await headOf(join(resultsDir, lab, name, "run.json"));
      const newer = runs.find((run) => isSameHardware(hardwareOf(run), head.hardware));
      if (newer && (isWhole(newer) || !head.whole)) continue;
      runs.push((await readRun(resultsDir, lab, name)).record);
      if (newer) runs.splice(runs.indexOf(newer), 1);
    } catch (error) {
      if (index === 0) return { missing: `its latest run cannot be read: ${messageOf(error)}` };
    }
  return runs.length > 0 ? { runs } : undefined;
}

/** Every finished comparison that can be read, newest first. A gate is none: it ends when it is clear, so that its rounds are not chosen before. */
export async function finishedComparisons(resultsDir: string): Promise<ComparisonRecord[]> {
  const folder = join(resultsDir, comparisonsFolder);
  const records: ComparisonRecord[] = [];
  for (const name of await finished(folder)) {
    const text = await readFile(join(folder, name, comparisonFormat.file), "utf8").catch(() => "");
    if (!isFinishedComparison(text)) continue;
    const read = readRecord(text, comparisonFormat);
    if ("record" in read) records.push(read.record);
  }
  return records;
}

/** Asked before the record as a whole is checked: most of the folder may be gates. */
function isFinishedComparison(text: string): boolean {
  const { status, gate = null } = Object(parseJson(text));
  return status === "finished" && gate === null;
}

/** Folders of what is over, newest first. */
async function finished(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => runFolder.test(name) && !isPartial(name)).sort((a, b) => byName(b, a));
}

/** Read before the record as a whole is checked, which takes its time. */
async function headOf(file: string): Promise<{ hardware: Hardware; whole: boolean }> {
  const { hostKind, environment, only = null, status } = Object(parseJson(await readFile(file, "utf8")));
  return {
    hardware: hardwareOf({
      hostKind,
      environment: { accelerator: null, userNamespace: "none", ...environment },
    }),
    whole: isWhole({ only, status }),
  };
}

/** True for a run of all the lab's probes, to its end. */
const isWhole = ({ only, status }: Pick<RunRecord, "only" | "status">): boolean =>
  only === null && status !== "interrupted";
