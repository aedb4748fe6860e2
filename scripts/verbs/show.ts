import { Command } from "commander";
import { requireSound, synthesise } from "../../lib/runtime/labs/synthesis.ts";
import { print } from "../../lib/runtime/terminal.ts";

export function showCommand(): Command {
  return new Command("show")
    .argument("<lab>", "a lab, in whatever language its file is")
    .option("--yaml", "as a lab file in YAML, which reads back to the same lab (the default)")
    .option("--json", "resolved: every name, address and MTU filled in")
    .addHelpText(
      "after",
      "\nExamples:\n  $ underlay show lab-vxlan > labs/lab-mine.yaml   # then give it a name and a slot of its own\n  $ underlay show lab-vxlan --json | jq .hosts",
    )
    .action(async (name: string, { json = false }: { json?: boolean }) => {
      const synthesis = await synthesise({ yaml: !json });
      const [lab] = requireSound([name], synthesis);
      if (json) print(lab);
      else process.stdout.write(synthesis.yaml[name] ?? "");
    });
}
