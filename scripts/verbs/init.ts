import { Command } from "commander";
import { initProject } from "../../lib/runtime/init.ts";
import { say } from "../../lib/runtime/terminal.ts";

export function initCommand(): Command {
  return new Command("init")
    .argument("[folder]", "where the project is made", ".")
    .option("--from <package>", "what npm is to install as underlay: a version, or the path of a package")
    .addHelpText(
      "after",
      "\nFiles that are there are never written over.\n\nExamples:\n  $ npx underlay init my-labs && cd my-labs && npm install\n  $ npx underlay setup && npx underlay deploy lab-first",
    )
    .action((folder: string, { from }: { from?: string }) => {
      const made = initProject(folder, from);
      for (const file of made) say(`made ${file}`);
      const enter = folder === "." ? "" : `cd ${folder} && `;
      say(`Now: ${enter}npm install && npx underlay setup && npx underlay deploy lab-first`);
    });
}
