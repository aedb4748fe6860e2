import { join, relative } from "node:path";
import { Command } from "commander";
import type { HostKind } from "../../lib/model/host-kinds.ts";
import { comparisonCsv } from "../../lib/report/comparison/csv.ts";
import { comparisonMarkdown } from "../../lib/report/comparison/markdown.ts";
import { comparisonText } from "../../lib/report/comparison/text.ts";
import { comparedKinds } from "../../lib/results/comparison/compared.ts";
import type { ComparisonRecord } from "../../lib/results/comparison/record.ts";
import { saveBaseline } from "../../lib/runtime/runs/baseline.ts";
import { type Compared, compareLabs } from "../../lib/runtime/runs/compare-labs.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { exitCodes, interruption, print } from "../../lib/runtime/terminal.ts";
import { type Asked, requireWritable, writeAsked } from "../asked-files.ts";
import { hostKindOption } from "../host-kind.ts";
import { whole } from "../whole.ts";

interface Options {
  readonly rounds?: number;
  readonly twin: boolean;
  readonly only?: string[];
  readonly hostKind?: HostKind;
  readonly markdown?: string;
  readonly csv?: string;
  readonly json?: boolean;
  readonly quick?: boolean;
  readonly save?: string;
}

/** Gates have no more rounds than what they are set against. */
const savedRounds = 30;

export function compareCommand(): Command {
  return new Command("compare")
    .argument("[lab...]", "two or more; the others are set against the first", [])
    .option(
      "--rounds <number>",
      "how often each lab is measured; otherwise as often as so many labs and figures need to be told apart",
      whole(1, 100),
    )
    .option("--no-twin", "measure no copy of the first lab: the noise floor is one of other machines then")
    .option(
      "--only <probe...>",
      `these probes, by name; otherwise all of the kinds ${comparedKinds} that the labs share`,
    )
    .addOption(hostKindOption("refuse labs that are up on hosts of another kind"))
    .option("--quick", "one short sample of everything in each round")
    .option("--markdown <file>", "write what is told as Markdown, for a pull request")
    .option("--csv <file>", "write every sample: round, lab, figure, value, unit")
    .option(
      "--save <file>",
      "keep the figures for underlay gate --baseline, as ratios to a path made by hand that takes turns with the labs; one lab is enough",
    )
    .option("--json", "the record as JSON")
    .addHelpText(
      "after",
      `
Labs that are not up are brought up side by side, and so is a copy of the first one, whose figures tell the noise of this machine in
these minutes. All that was brought up is taken down again at the end.

Exits with 0 when every sample has a figure, 1 when one failed or it was interrupted, and 2 when nothing was measured.

Examples:
  $ underlay compare lab-udp-routed lab-vxlan-routed
  $ underlay compare lab-calico-ipip lab-vxlan-routed --host-kind vm --rounds 20
  $ underlay compare lab-udp-routed lab-vxlan-routed --only iperf --json | jq '.summary[].labs'`,
    )
    .action(
      async (labs: string[], { json = false, save, quick = save !== undefined, ...options }: Options) => {
        const files = filesOf(options);
        await requireWritable(files);
        const rounds = save === undefined ? undefined : savedRounds;
        const asked = { labs, only: undefined, hostKind: undefined, rounds, ...options };
        const run = { installation: requireInstallation(), signal: interruption(), quick };
        await compareLabs({ ...asked, ...run, path: save !== undefined }, async (compared) => {
          if (save !== undefined) await saveBaseline(save, compared.record);
          tell(compared, json);
          await writeAsked(files, compared.record);
        });
      },
    );
}

const filesOf = ({ markdown, csv }: Options): Asked<ComparisonRecord>[] => [
  [markdown, comparisonMarkdown],
  [csv, comparisonCsv],
];

function tell({ folder, record }: Compared, json: boolean): void {
  if (json) print(record);
  else
    console.log(
      `${comparisonText(record)}\n\nReport: ${relative(process.cwd(), join(folder, "comparison.html"))}`,
    );
  process.exitCode = exitCode(record);
}

export function exitCode({ status, turns }: Pick<ComparisonRecord, "status" | "turns">): number {
  const results = turns.flatMap((turn) => turn.results);
  if (results.length === 0) return exitCodes.nothingRan;
  const sound = status === "finished" && results.every((result) => result.status === "passed");
  return sound ? exitCodes.passed : exitCodes.failed;
}
