import { Command } from "commander";
import { columns } from "../../lib/runtime/columns.ts";
import { labsWithState } from "../../lib/runtime/labs.ts";
import { synthesise, unsoundText } from "../../lib/runtime/synthesis.ts";
import { print, say } from "../../lib/runtime/terminal.ts";

export function listCommand(): Command {
  return new Command("list")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExamples:\n  $ underlay list\n  $ underlay list --json | jq -r '.[].name'")
    .action(async ({ json }: { json?: boolean }) => {
      const [synthesis, withState] = await Promise.all([synthesise(), labsWithState()]);
      const found = synthesis.labs.map(({ name, about, mode, hosts }) => ({
        name,
        about,
        mode: mode.name,
        hosts: hosts.length,
        deployed: withState.includes(name),
      }));
      // Copies that were deployed by number, and labs whose file is unsound or gone, can be destroyed all the same.
      const others = withState
        .filter((name) => found.every((lab) => lab.name !== name))
        .map((name) => ({
          name,
          about: "deployed; no sound file declares it now",
          mode: null,
          hosts: null,
          deployed: true,
        }));
      const labs = [...found, ...others];
      if (synthesis.unsound.length > 0) say(unsoundText(synthesis));
      if (json) return print(labs);
      const rows = labs.map(({ name, mode, hosts, deployed, about }) => [
        name,
        mode ?? "–",
        hosts === null ? "–" : String(hosts),
        deployed ? "yes" : "no",
        about,
      ]);
      console.log(columns([["LAB", "MODE", "HOSTS", "DEPLOYED", "ABOUT"], ...rows]));
    });
}
