import { Command } from "commander";
import { isName, unknownName } from "../../lib/model/names.ts";
import { requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { changeWorkload } from "../../lib/runtime/labs/workloads.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { print, say } from "../../lib/runtime/terminal.ts";

export function workloadCommand(): Command {
  return new Command("workload")
    .addCommand(
      new Command("add")
        .description("start a workload, connected by the lab's mode; prints its address")
        .arguments("<lab> <host> <name>")
        .option("--json", "name, host and address as JSON")
        .addHelpText("after", "\nExample:\n  $ underlay workload add lab-calico-mesh host1 second")
        .action(async (lab: string, host: string, name: string, { json }: { json?: boolean }) => {
          const address = await onHost(lab, host, "add", name);
          if (json) print({ name, host, address });
          else console.log(address);
        }),
    )
    .addCommand(
      new Command("rm")
        .description("remove a workload that was added")
        .arguments("<lab> <host> <name>")
        .addHelpText("after", "\nExample:\n  $ underlay workload rm lab-calico-mesh host1 second")
        .action(async (lab: string, host: string, name: string) => {
          await onHost(lab, host, "rm", name);
          say(`${name} is gone from ${host}`);
        }),
    )
    .addHelpText(
      "after",
      `
Workloads of the lab's file are not touched. What was added comes back when its host restarts, and is gone with it.
Run commands in one by its host: underlay exec LAB HOST -- docker exec NAME COMMAND…`,
    );
}

async function onHost(lab: string, host: string, verb: "add" | "rm", name: string): Promise<string> {
  const deployed = await requireDeployed(lab);
  const { hosts } = deployed;
  const found = hosts.find((candidate) => candidate.name === host);
  if (!found) {
    const known = hosts.map((candidate) => candidate.name);
    throw new Error(unknownName(`${lab} has no host "${host}"`, host, known));
  }
  if (!isName(name))
    throw new Error(
      `workload name ${JSON.stringify(name)} cannot be used. Use 1 to 40 lower-case letters, digits and single hyphens, beginning with a letter.`,
    );
  return changeWorkload(deployed, found, verb, name, requireInstallation());
}
