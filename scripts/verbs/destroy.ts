import { Command } from "commander";
import { destroy } from "../../lib/runtime/cdktf.ts";
import { requireInstallation } from "../../lib/runtime/installed.ts";
import { say } from "../../lib/runtime/terminal.ts";

export function destroyCommand(): Command {
  return new Command("destroy")
    .argument("<lab>", "works by name alone, also after a failed or killed deploy")
    .addHelpText("after", "\nExample:\n  $ underlay destroy lab-vxlan")
    .action(async (name: string) => {
      await destroy(name, requireInstallation());
      say(`${name} is gone`);
    });
}
