import { Command } from "commander";
import { LabError } from "../../lib/model/errors.ts";
import { requireSound, synthesise } from "../../lib/runtime/labs/synthesis.ts";
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
      const synthesis = await synthesise();
      const chosen = names.length === 0 ? synthesis.labs : requireSound(names, synthesis);
      if (json) print(chosen);
      else
        for (const { name, hosts, segments, mode, probes } of chosen)
          say(
            `${name}: sound; ${hosts.length} hosts on ${segments.length} segments, ${mode.name}, ${probes.length} probes`,
          );
      const problems = names.length === 0 ? synthesis.unsound.flatMap(({ problems }) => problems) : [];
      if (problems.length > 0) throw new LabError(problems);
    });
}
