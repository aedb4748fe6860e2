import { Command } from "commander";
import { requireKnown, synthesiseLabs } from "../../lib/runtime/labs.ts";
import { print, say } from "../../lib/runtime/terminal.ts";

export function validateCommand(): Command {
  return new Command("validate")
    .argument("[lab...]", "only these", [])
    .option("--json", "the resolved labs as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  $ underlay validate\n  $ underlay validate lab-vxlan --json | jq '.[0].hosts'",
    )
    .action(async (names: string[], { json }: { json?: boolean }) => {
      const labs = await synthesiseLabs();
      const chosen = names.length === 0 ? labs : names.map((name) => requireKnown(name, labs));
      if (json) return print(chosen);
      for (const { name, hosts, segments, mode, probes } of chosen)
        say(
          `${name}: sound; ${hosts.length} hosts on ${segments.length} segments, ${mode.name}, ${probes.length} probes`,
        );
    });
}
