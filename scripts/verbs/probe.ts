import { join, relative } from "node:path";
import { Command } from "commander";
import type { HostKind } from "../../lib/model/host-kinds.ts";
import type { Installation } from "../../lib/model/installation.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { unknownName } from "../../lib/model/names.ts";
import { quickly } from "../../lib/probes/kinds.ts";
import { runText } from "../../lib/report/run-text.ts";
import type { RunRecord } from "../../lib/results/run-record.ts";
import { requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { resultsDir } from "../../lib/runtime/project.ts";
import { runProbes } from "../../lib/runtime/runs/run-probes.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { exitCodes, interruption, print, Refusal, say } from "../../lib/runtime/terminal.ts";
import { hostKindOption } from "../host-kind.ts";
import { judging } from "../misuse.ts";

interface ProbeOptions {
  readonly json?: boolean;
  readonly only?: string[];
  readonly hostKind?: HostKind;
  readonly quick?: boolean;
}

export function probeCommand(): Command {
  const command = new Command("probe")
    .argument("<lab>")
    .addOption(hostKindOption("refuse unless the lab was deployed on hosts of this kind"))
    .option("--only <probe...>", "these probes, by name; the run has no others")
    .option("--quick", "one short sample of everything: whether it works, and roughly how fast")
    .option("--json", "the run record as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ underlay probe lab-vxlan
  $ underlay probe lab-vxlan --only ping tcpdump
  $ underlay probe lab-vxlan --json | jq .status`,
    )
    .action(async (name: string, { json, only, hostKind, quick }: ProbeOptions) => {
      const deployed = await requireDeployed(name);
      const lab = quick ? quickly(deployed) : deployed;
      requireHostKind(lab, hostKind);
      if (only) requireKnown(lab, only);
      const record = await runAndTell(lab, requireInstallation(), { only, quiet: json });
      if (json) print(record);
      process.exitCode = exitCodeOf([record]);
    });
  return judging(command);
}

/** Refused because figures of different kinds of hosts cannot be compared. */
function requireHostKind({ name, hosts }: LabSpec, wanted: HostKind | undefined): void {
  const other = hosts.find(({ kind }) => wanted !== undefined && kind !== wanted);
  if (other)
    throw new Refusal(
      `${other.name} of ${name} is a ${other.kind} host. Deploy the lab anew with: npx underlay deploy ${name} --host-kind ${wanted}`,
    );
}

function requireKnown(lab: LabSpec, only: readonly string[]): void {
  const known = lab.probes.map(({ name }) => name);
  const unknown = only.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Refusal(unknownName(`${lab.name}: there is no probe "${unknown}"`, unknown, known));
}

interface TellOptions {
  /** Probes by name. @default all of the lab's */
  readonly only?: readonly string[] | undefined;
  /** Print nothing: whoever calls prints the record. @default false */
  readonly quiet?: boolean | undefined;
  readonly signal?: AbortSignal;
}

/** Runs a lab's probes, prints their table and returns the record; null where the lab has none. */
export async function runAndTell(
  lab: LabSpec,
  installation: Installation,
  { only, quiet = false, signal = interruption() }: TellOptions = {},
): Promise<RunRecord | null> {
  if (lab.probes.length === 0) {
    say(`${lab.name} has no probes`);
    return null;
  }
  const { folder, record } = await runProbes({ lab, only, installation, resultsDir, progress: say, signal });
  if (!quiet)
    console.log(`${runText(record)}\n\nReport: ${relative(process.cwd(), join(folder, "report.html"))}`);
  return record;
}

/** What the runs of one command amount to, null for each lab without probes. */
export function exitCodeOf(records: readonly (Pick<RunRecord, "status"> | null)[]): number {
  const runs = records.filter((record) => record !== null);
  if (runs.some(({ status }) => status !== "passed")) return exitCodes.failed;
  return runs.length === 0 ? exitCodes.nothingRan : exitCodes.passed;
}
