import { Command } from "commander";
import type { HostKind } from "../../lib/model/host-kinds.ts";
import { deploy } from "../../lib/runtime/cdktf.ts";
import { inspect } from "../../lib/runtime/inspect.ts";
import { requireInstallation } from "../../lib/runtime/installed.ts";
import { requireKnown, synthesiseLabs } from "../../lib/runtime/labs.ts";
import { print, say } from "../../lib/runtime/terminal.ts";
import { hostKindOption } from "../host-kind.ts";
import { runAndTell } from "./probe.ts";

interface DeployOptions {
  readonly probes: boolean;
  readonly json?: boolean;
  readonly hostKind?: HostKind;
}

export function deployCommand(): Command {
  return new Command("deploy")
    .argument("<lab>")
    .addOption(hostKindOption("make all hosts of this kind that the lab's file leaves open"))
    .option("--no-probes", "stop when the lab is ready")
    .option("--json", "the run record (or, without probes, the hosts) as JSON")
    .addHelpText(
      "after",
      `
The same as "npx cdktf deploy <lab>", with a lock and a clean stdout. A failed or interrupted
deploy can be run again or destroyed.

Examples:
  $ underlay deploy lab-vxlan
  $ underlay deploy lab-vxlan --host-kind vm     # hosts with a kernel of their own
  $ underlay deploy lab-vxlan --no-probes --json | jq '.hosts[].ready'`,
    )
    .action(async (name: string, { probes, json, hostKind }: DeployOptions) => {
      const installation = requireInstallation();
      requireKnown(name, await synthesiseLabs());
      const lab = await deploy(name, hostKind);
      if (probes) return runAndTell(lab, installation, { json });
      if (json) return print(await inspect(lab, installation));
      say(`${name} is ready. Look into it with: npx underlay inspect ${name}`);
    });
}
