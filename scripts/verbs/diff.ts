import { Command } from "commander";
import { withoutControls } from "../../lib/figures/plain-text.ts";
import { diffOf, type RunDiff } from "../../lib/history/diff.ts";
import type { HistoryRun } from "../../lib/history/history-run.ts";
import { diffText } from "../../lib/report/history/diff-text.ts";
import { resultsDir } from "../../lib/runtime/project.ts";
import { chosenRecords, presentRun } from "../../lib/runtime/runs/chosen-records.ts";
import { recordFolder } from "../../lib/runtime/runs/find-record.ts";
import { print, Refusal, refusing } from "../../lib/runtime/terminal.ts";
import { sayUnread } from "../unread.ts";

export function diffCommand(): Command {
  return new Command("diff")
    .argument("<a>", "a run: LAB/RUN, its folder, or a lab for its latest; alone: a lab, for its last two")
    .argument("[b]", "the run that is set against it")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      `
Shows both runs' figures and what else the runs do not share. It judges nothing, because the runs are of different times;
underlay gate and underlay compare do, which measure in turns.

Examples:
  $ underlay diff lab-vxlan
  $ underlay diff lab-vxlan/20261124T014802Z lab-vxlan/20261125T090011Z
  $ underlay diff lab-udp lab-vxlan --json | jq '.figures[] | [.id, .relative]'`,
    )
    .action(async (a: string, b: string | undefined, { json }: { json?: boolean }) => {
      const folders =
        b === undefined
          ? await lastTwo(a)
          : [await recordFolder(resultsDir, a), await recordFolder(resultsDir, b)];
      const [first, second] = await refusing(() => Promise.all(folders.map(presentRun)));
      if (!first || !second) throw new Refusal("Name two runs.");
      const diff = diffOf(first, second);
      if (json) print(asJson(diff));
      else console.log(withoutControls(diffText(diff)));
    });
}

/** The folders of a lab's last two runs that are over, the older one first. */
async function lastTwo(lab: string): Promise<string[]> {
  const { records, unread } = await chosenRecords(resultsDir, { labs: [lab], kind: ["run"] });
  // One of them may be what was meant.
  sayUnread(unread);
  const [newest, before] = records.filter(({ isUnfinished }) => !isUnfinished);
  if (newest && before) return [before.folder, newest.folder];
  throw new Refusal(
    newest
      ? `${lab} has one run only, ${newest.id}. Make another with: npx underlay probe ${lab}`
      : `"${lab}" is no lab that has runs. Name a lab, or two runs; see: npx underlay runs`,
  );
}

const asJson = ({ a, b, environment, figures }: RunDiff) => ({
  ...{ a: about(a), b: about(b), judged: false, environment, figures },
});

const about = ({ name, run, status, startedAt, hardware }: HistoryRun) => ({
  lab: name,
  run,
  status,
  startedAt,
  ...hardware,
});
