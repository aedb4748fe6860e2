import { join, relative } from "node:path";
import { Command } from "commander";
import { LabError } from "../../lib/model/errors.ts";
import type { HostKind } from "../../lib/model/host-kinds.ts";
import type { Installation } from "../../lib/model/installation.ts";
import { quickly } from "../../lib/probes/kinds.ts";
import { comparisonText } from "../../lib/report/comparison/text.ts";
import type { AskedComparison, Candidate } from "../../lib/results/comparison/candidates.ts";
import { comparedKinds } from "../../lib/results/comparison/compared.ts";
import { type ComparisonPlan, planComparison } from "../../lib/results/comparison/plan.ts";
import type { ComparisonRecord } from "../../lib/results/comparison/record.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { readHardware } from "../../lib/runtime/engine/hardware.ts";
import { deployedLab } from "../../lib/runtime/labs/labs.ts";
import { synthesise } from "../../lib/runtime/labs/synthesis.ts";
import { compare } from "../../lib/runtime/runs/compare.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { exitCodes, interruption, print, Refusal, say } from "../../lib/runtime/terminal.ts";
import { hostKindOption } from "../host-kind.ts";

interface Options {
  readonly rounds: string;
  readonly only?: string[];
  readonly hostKind?: HostKind;
  readonly json?: boolean;
  readonly quick?: boolean;
}

export function compareCommand(): Command {
  return new Command("compare")
    .argument("[lab...]", "two or more, all deployed; the others are set against the first", [])
    .option(
      "--rounds <number>",
      "how often each lab is measured; with fewer than 5 nothing is told apart",
      "5",
    )
    .option(
      "--only <probe...>",
      `these probes, by name; otherwise all of the kinds ${comparedKinds} that the labs share`,
    )
    .addOption(hostKindOption("refuse unless the labs were deployed on hosts of this kind"))
    .option("--quick", "one short sample of everything in each round")
    .option("--json", "the record as JSON")
    .addHelpText(
      "after",
      `
Exits with 0 when every sample has a figure, 1 when one failed or it was interrupted, and 2 when nothing was measured.

Examples:
  $ underlay compare lab-udp-routed lab-vxlan-routed
  $ underlay compare lab-calico-ipip lab-vxlan-routed --host-kind vm --rounds 10
  $ underlay compare lab-udp-routed lab-vxlan-routed --only iperf --json | jq '.summary[].labs'`,
    )
    .action(async (labs: string[], { json = false, quick = false, ...options }: Options) => {
      const installation = requireInstallation();
      const asked = { labs, only: undefined, hostKind: undefined, ...options };
      const plan = await planned(asked, quick, installation);
      const { folder, record } = await compare({ plan, installation, progress: say, signal: interruption() });
      if (json) print(record);
      else
        console.log(
          `${comparisonText(record)}\n\nReport: ${relative(process.cwd(), join(folder, "comparison.html"))}`,
        );
      process.exitCode = exitCode(record);
    });
}

/** Refuses with all that is wrong at once, before anything is measured. */
async function planned(
  asked: AskedComparison,
  quick: boolean,
  installation: Installation,
): Promise<ComparisonPlan> {
  const engine = new Engine(installation);
  const names = [...new Set(asked.labs)];
  const candidates = await Promise.all(names.map((name) => candidate(name, quick, engine)));
  // Which labs there are takes a synthesis, and is needed for a complaint only.
  const complete = candidates.length > 1 && candidates.every(({ lab }) => lab !== undefined);
  const known = complete ? [] : (await synthesise()).labs.map(({ name }) => name);
  try {
    return planComparison(asked, candidates, known);
  } catch (error) {
    throw error instanceof LabError ? new Refusal(error.message) : error;
  }
}

async function candidate(name: string, quick: boolean, engine: Engine): Promise<Candidate> {
  const deployed = await deployedLab(name);
  if (!deployed) return { name, lab: undefined, hardware: null };
  const lab = quick ? quickly(deployed) : deployed;
  const hardware = await readHardware(engine, lab).catch((error: Error) => error.message);
  return { name, lab, hardware };
}

export function exitCode({ status, turns }: Pick<ComparisonRecord, "status" | "turns">): number {
  const results = turns.flatMap((turn) => turn.results);
  if (results.length === 0) return exitCodes.nothingRan;
  const sound = status === "finished" && results.every((result) => result.status === "passed");
  return sound ? exitCodes.passed : exitCodes.failed;
}
