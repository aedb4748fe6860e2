import { resolve } from "node:path";
import { Command } from "commander";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { interruption } from "../../lib/runtime/terminal.ts";
import { workshopReset } from "../../lib/runtime/workshop/reset.ts";
import { manyOptions } from "../many-labs.ts";
import { whole } from "../whole.ts";
import { tellOutcomes } from "./outcomes.ts";

export function resetCommand(): Command {
  const number = whole(1, 1_000_000);
  const command = new Command("reset")
    .description("make seats anew, whatever was done to their hosts")
    .argument("<file>")
    .argument("<seat...>", "numbers of seats", (text: string, before: number[] = []) => [
      ...before,
      number(text),
    ])
    .option("--json", "the seats as JSON");
  return manyOptions(command)
    .addHelpText(
      "after",
      `
The seat's hosts and all that is in them go, and come anew from the lab's file as it is now. Its link stays; no other seat is touched.`,
    )
    .action(
      async (file: string, seats: number[], { json, parallel }: { json?: boolean; parallel: number }) => {
        const outcomes = await workshopReset({
          ...{ file: resolve(file), seats, parallel },
          installation: requireInstallation(),
          signal: interruption(),
        });
        tellOutcomes(outcomes, { done: "up afresh", json });
      },
    );
}
