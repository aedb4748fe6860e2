import { resolve } from "node:path";
import { Command } from "commander";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { interruption } from "../../lib/runtime/terminal.ts";
import { workshopDown } from "../../lib/runtime/workshop/down.ts";
import { manyOptions } from "../many-labs.ts";
import { tellOutcomes } from "./outcomes.ts";

export function downCommand(): Command {
  const command = new Command("down")
    .description("remove all seats and what is kept of them, in whatever state they are")
    .argument("<file>", "it is not read, so it may be edited or gone")
    .option("--json", "the seats as JSON");
  return manyOptions(command)
    .addHelpText(
      "after",
      `
Containers, networks, volumes, states and links of all seats go; afterwards it is looked whether any is left. Runs of probes stay in
the results' folder.`,
    )
    .action(async (file: string, { json, parallel }: { json?: boolean; parallel: number }) => {
      const outcomes = await workshopDown({
        ...{ file: resolve(file), parallel },
        installation: requireInstallation(),
        signal: interruption(),
      });
      tellOutcomes(outcomes, { done: "gone", json });
    });
}
