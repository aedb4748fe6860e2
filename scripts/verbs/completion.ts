import { join } from "node:path";
import { script } from "@bomb.sh/tab";
import { Argument, Command } from "commander";
import { projectDir } from "../../lib/runtime/project.ts";
import { bashScript } from "../completion/bash.ts";
import { complete } from "../completion/complete.ts";
import type { Verbs } from "../verb.ts";

export const completionCommand = (): Command =>
  new Command("completion")
    .addArgument(new Argument("<shell>").choices(["bash", "zsh", "fish"]))
    .addHelpText(
      "after",
      `
The script completes the word "underlay": verbs, options, and the names of this project's labs and of all that is
in them. Call it so, e.g. by: underlay() { npx underlay "$@"; }

Examples:
  $ source <(npx underlay completion bash)      # bash: into ~/.bashrc
  $ source <(npx underlay completion zsh)       # zsh: into ~/.zshrc, behind compinit
  $ npx underlay completion fish | source       # fish: into ~/.config/fish/config.fish`,
    )
    .action((shell: string) => {
      if (shell === "bash") console.log(bashScript("underlay", executable()));
      else script(shell, "underlay", executable());
    });

/** What the script asks: this project's own command, which is there faster than by npx. */
const executable = (): string =>
  [process.execPath, join(projectDir, "scripts/underlay.mjs")].map(quoted).join(" ");

/** As each of the shells reads it. */
const quoted = (path: string): string =>
  /^[\w./+@-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

/** What the scripts call; it says nothing but what a word may become, whatever goes wrong. */
export const completeCommand = (verbs: Verbs): Command =>
  new Command("complete")
    .argument("[words...]")
    .allowUnknownOption()
    .action(async () => {
      const words = process.argv.slice(process.argv.indexOf("--") + 1);
      await complete(verbs, words).catch(() => undefined);
    });
