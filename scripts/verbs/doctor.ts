import { Command } from "commander";
import { withoutControls } from "../../lib/figures/plain-text.ts";
import type { Finding } from "../../lib/runtime/doctor/finding.ts";
import { examineLab } from "../../lib/runtime/doctor/lab.ts";
import { examineMachine } from "../../lib/runtime/doctor/machine.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { exitCodes, print } from "../../lib/runtime/terminal.ts";

export function doctorCommand(): Command {
  return new Command("doctor")
    .argument("[lab]", "a lab, deployed or not; without one, the machine")
    .option("--json", "the findings as JSON")
    .addHelpText(
      "after",
      `
Of the machine: set-up, engine, control groups, kernel, user namespaces, memory, disk, whose labs are there.
Of a lab that runs: its machines, their gates, networks and what was set meanwhile; of another, what keeps it
from being deployed. Nothing is changed. Exits with 1 when there is a fault, 3 when there are warnings only,
else 0: notes are no faults.

Examples:
  $ underlay doctor
  $ underlay doctor lab-vxlan
  $ underlay doctor --json | jq '.[] | select(.state == "fault")'`,
    )
    .action(async (lab: string | undefined, { json }: { json?: boolean }) => {
      const findings =
        lab === undefined ? await examineMachine() : await examineLab(lab, requireInstallation());
      if (json) print(findings);
      else console.log(findings.map(findingText).join("\n"));
      const states = findings.map(({ state }) => state);
      if (states.includes("fault")) process.exitCode = exitCodes.failed;
      else if (states.includes("warning")) process.exitCode = exitCodes.warnings;
    });
}

/** The state, what it is about, and what is so; further lines below that. */
const findingText = ({ state, about, text }: Finding): string =>
  `${state.padEnd(8)} ${about}: ${withoutControls(text).replaceAll("\n", `\n${" ".repeat(9)}`)}`;
