import { join, relative } from "node:path";
import { Command } from "commander";
import type { HostKind } from "../../lib/model/host-kinds.ts";
import { comparisonText } from "../../lib/report/comparison/text.ts";
import { comparedKinds } from "../../lib/results/comparison/compared.ts";
import type { ComparisonRecord } from "../../lib/results/comparison/record.ts";
import { candidates, planOf } from "../../lib/runtime/runs/candidates.ts";
import { compare } from "../../lib/runtime/runs/compare.ts";
import { withLabsUp } from "../../lib/runtime/runs/labs-up.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { exitCodes, interruption, print, say } from "../../lib/runtime/terminal.ts";
import { hostKindOption } from "../host-kind.ts";
import { whole } from "../whole.ts";

interface Options {
  readonly rounds: number;
  readonly only?: string[];
  readonly hostKind?: HostKind;
  readonly json?: boolean;
  readonly quick?: boolean;
}

export function compareCommand(): Command {
  return new Command("compare")
    .argument("[lab...]", "two or more; the others are set against the first", [])
    .option(
      "--rounds <number>",
      "how often each lab is measured; with fewer than 5 nothing is told apart",
      whole(1, 100),
      5,
    )
    .option(
      "--only <probe...>",
      `these probes, by name; otherwise all of the kinds ${comparedKinds} that the labs share`,
    )
    .addOption(hostKindOption("refuse labs that are up on hosts of another kind"))
    .option("--quick", "one short sample of everything in each round")
    .option("--json", "the record as JSON")
    .addHelpText(
      "after",
      `
Labs that are not up are brought up side by side, and taken down again at the end.

Exits with 0 when every sample has a figure, 1 when one failed or it was interrupted, and 2 when nothing was measured.

Examples:
  $ underlay compare lab-udp-routed lab-vxlan-routed
  $ underlay compare lab-calico-ipip lab-vxlan-routed --host-kind vm --rounds 10
  $ underlay compare lab-udp-routed lab-vxlan-routed --only iperf --json | jq '.summary[].labs'`,
    )
    .action(async (labs: string[], { json = false, quick = false, ...options }: Options) => {
      const installation = requireInstallation();
      const signal = interruption();
      const asked = { labs, only: undefined, hostKind: undefined, ...options };
      const plan = async () => planOf(asked, await candidates(labs, { quick, installation, ...options }));
      // Before anything is deployed.
      await plan();
      const { folder, record } = await withLabsUp(labs, { ...asked, installation, signal }, async () =>
        compare({ plan: await plan(), installation, progress: say, signal }),
      );
      if (json) print(record);
      else
        console.log(
          `${comparisonText(record)}\n\nReport: ${relative(process.cwd(), join(folder, "comparison.html"))}`,
        );
      process.exitCode = exitCode(record);
    });
}

export function exitCode({ status, turns }: Pick<ComparisonRecord, "status" | "turns">): number {
  const results = turns.flatMap((turn) => turn.results);
  if (results.length === 0) return exitCodes.nothingRan;
  const sound = status === "finished" && results.every((result) => result.status === "passed");
  return sound ? exitCodes.passed : exitCodes.failed;
}
