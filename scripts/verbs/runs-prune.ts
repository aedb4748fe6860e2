import { Command, Option } from "commander";
import { plural } from "../../lib/figures/format.ts";
import { recordKinds } from "../../lib/history/head.ts";
import { listText } from "../../lib/report/history/list-text.ts";
import { resultsDir } from "../../lib/runtime/project.ts";
import { chosenRecords } from "../../lib/runtime/runs/chosen-records.ts";
import { removable, removeLeftovers, removeRecord, sizeOf } from "../../lib/runtime/runs/prune.ts";
import type { StoredRecord } from "../../lib/runtime/runs/stored-records.ts";
import { print } from "../../lib/runtime/terminal.ts";
import { refuseOptionsAbove } from "../misuse.ts";
import { sayUnread } from "../unread.ts";
import { whole } from "../whole.ts";

interface Options {
  readonly keep: number;
  readonly kind?: StoredRecord["kind"][];
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function pruneCommand(): Command {
  return (
    new Command("prune")
      .description(
        "remove old records: of each lab on the same hardware the newest are kept, and of comparisons of the same labs by the same probes",
      )
      .argument("[lab...]", "only what is about one of these labs", [])
      .requiredOption("--keep <number>", "so many are kept of each", whole(1, 100_000))
      .addOption(new Option("--kind <kind...>", "only these kinds of records").choices(recordKinds))
      .option("--yes", "remove them; without it they are only listed")
      .option("--json", "as JSON")
      .addHelpText(
        "after",
        `
Each record goes with its report and raw files, which no other one needs. Kept as well: the newest whole run or comparison,
by which claims are judged, what "latest" points at, and what somebody may be writing. What cannot be read is named, and
left alone.

Examples:
  $ underlay runs prune --keep 20
  $ underlay runs prune lab-vxlan --keep 5 --kind run --yes`,
      )
      // An option that `runs` has as well is read there, wherever it stands.
      .action(async (labs: string[], _: Options, command: Command) => {
        refuseOptionsAbove(command);
        const { keep, kind, yes = false, json = false } = command.optsWithGlobals<Options>();
        const { records, unread } = await chosenRecords(resultsDir, { labs, kind });
        sayUnread(unread);
        const old = await removable(records, keep);
        const sizes = await Promise.all(old.map(({ folder }) => sizeOf(folder)));
        const bytes = sizes.reduce((total, size) => total + size, 0);
        if (yes) {
          await removeLeftovers(resultsDir);
          for (const record of old) await removeRecord(record);
        }
        if (json) return print({ removed: yes, records: old.map(({ id }) => id), bytes });
        const what = `${plural(old.length, "record")} of ${records.length}, ${megabytes(bytes)}`;
        if (old.length > 0) console.log(`${listText(old)}\n`);
        if (old.length === 0)
          console.log(`None of ${plural(records.length, "record")} is older than what is kept.`);
        else
          console.log(
            yes ? `Removed: ${what}.` : `${what} would be removed, and nothing was. Remove them with --yes.`,
          );
      })
  );
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
