import { Command } from "commander";
import { destroy, isThere } from "../../lib/runtime/deploy/destroy.ts";
import { labsWithState } from "../../lib/runtime/labs/labs.ts";
import { labsOnEngine } from "../../lib/runtime/labs/presence.ts";
import { numbered, requireSound, synthesise } from "../../lib/runtime/labs/synthesis.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { interruption, Refusal, say } from "../../lib/runtime/terminal.ts";
import { inParallel, instanceOption, type Many, manyOptions, requireLabs } from "../many-labs.ts";

export function destroyCommand(): Command {
  const command = new Command("destroy")
    .argument("[lab...]", "work by name alone, also after a failed or killed deploy")
    .option("--all", "every lab of this project of which anything is there")
    .addOption(instanceOption());
  return manyOptions(command)
    .addHelpText("after", "\nExamples:\n  $ underlay destroy lab-vxlan\n  $ underlay destroy --all")
    .action(async (names: string[], { all, instance, parallel }: Many) => {
      requireLabs(names, all);
      if (all && instance !== undefined)
        throw new Refusal(
          "--all is for all labs, whatever their numbers: leave out --instance, or name labs.",
        );
      const installation = requireInstallation();
      const asked = all
        ? [...new Set([...(await labsWithState()), ...(await labsOnEngine(installation))])]
        : numbered(names, instance);
      const there = await Promise.all(asked.map((name) => isThere(name, installation)));
      // Only a name that nothing goes by needs to be looked for among the lab files.
      const unknown = asked.filter((_, index) => !there[index]);
      if (unknown.length > 0) requireSound(unknown, await synthesise({ instance }));
      await inParallel(asked, { parallel, signal: interruption(), done: "destroyed" }, async (name) => {
        await destroy(name, installation);
        say(`${name} is gone`);
      });
    });
}
