import { Command } from "commander";
import type { Verbs } from "../verb.ts";

/** docs/cli-reference.md: the help of every verb, as it prints it itself. */
export async function cliReference(verbs: Verbs): Promise<string> {
  const program = new Command("underlay");
  for (const [about, load] of Object.values(verbs)) program.addCommand((await load()).description(about));
  const sections = program.commands.map((verb) => `## ${verb.name()}\n\n${helpOf(verb)}`);
  return `# Verbs of the command line

Written by \`npm run schema\` from the verbs' own help. Results go to stdout (JSON with \`--json\`), progress and logs to stderr.
Exit codes: 0 passed, 1 failed, 2 nothing ran, 3 warnings only.

${sections.join("\n")}`;
}

/** What \`underlay VERB --help\` prints, and that of the verbs below it. */
function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 110 }).outputHelp();
  const own = `\`\`\`\n${text.trimEnd()}\n\`\`\`\n`;
  return [own, ...command.commands.map(helpOf)].join("\n");
}
