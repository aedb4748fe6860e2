import { Command } from "commander";
import { columns } from "../../lib/runtime/columns.ts";
import { deployedLab, synthesiseLabs } from "../../lib/runtime/labs.ts";
import { print } from "../../lib/runtime/terminal.ts";

export function listCommand(): Command {
  return new Command("list")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExamples:\n  $ underlay list\n  $ underlay list --json | jq -r '.[].name'")
    .action(async ({ json }: { json?: boolean }) => {
      const labs = await Promise.all(
        (await synthesiseLabs()).map(async ({ name, about, mode, hosts }) => ({
          name,
          about,
          mode: mode.name,
          hosts: hosts.length,
          deployed: (await deployedLab(name)) !== undefined,
        })),
      );
      if (json) return print(labs);
      const rows = labs.map(({ name, mode, hosts, deployed, about }) => [
        name,
        mode,
        String(hosts),
        deployed ? "yes" : "no",
        about,
      ]);
      console.log(columns([["LAB", "MODE", "HOSTS", "DEPLOYED", "ABOUT"], ...rows]));
    });
}
