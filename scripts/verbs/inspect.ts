import { Command } from "commander";
import { columns } from "../../lib/runtime/columns.ts";
import { type HostView, inspect } from "../../lib/runtime/inspect.ts";
import { requireInstallation } from "../../lib/runtime/installed.ts";
import { requireDeployed } from "../../lib/runtime/labs.ts";
import { exitCodes, print } from "../../lib/runtime/terminal.ts";

export function inspectCommand(): Command {
  return new Command("inspect")
    .description("a deployed lab as it is now: hosts, addresses, gates, workloads")
    .argument("<lab>")
    .option("--json", "as JSON, with every gate's detail")
    .addHelpText(
      "after",
      "\nExits with 1 when a host is not ready.\n\nExamples:\n  $ underlay inspect lab-vxlan\n  $ underlay inspect lab-vxlan --json | jq '.[].gates'",
    )
    .action(async (name: string, { json }: { json?: boolean }) => {
      const hosts = await inspect(await requireDeployed(name), requireInstallation());
      if (json) print(hosts);
      else console.log(table(hosts));
      if (hosts.some(({ ready }) => !ready)) process.exitCode = exitCodes.failed;
    });
}

function table(hosts: readonly HostView[]): string {
  const rows = hosts.map(({ host, kind, addresses, workloadSubnet, workloads, gates, reason }) => [
    host,
    kind,
    addresses.join(" "),
    workloadSubnet,
    workloads.map(({ name, address }) => `${name} ${address}`).join(", ") || "none",
    reason ?? gates?.map(({ gate }) => gate).join(" ") ?? "",
  ]);
  return columns([
    ["HOST", "KIND", "UNDERLAY", "WORKLOADS IN", "WORKLOADS", "GATES PASSED, OR THE ONE THAT FAILS"],
    ...rows,
  ]);
}
