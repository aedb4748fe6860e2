import { Command, Option } from "commander";
import { columns } from "../../lib/figures/columns.ts";
import { removeSetup } from "../../lib/runtime/setup/remove.ts";
import { checkSetup, runSetup, type SetupOptions } from "../../lib/runtime/setup/setup.ts";
import { exitCodes, print } from "../../lib/runtime/terminal.ts";

interface Flags extends SetupOptions {
  readonly check?: boolean;
  readonly remove?: boolean;
  readonly json?: boolean;
}

export function setupCommand(): Command {
  return new Command("setup")
    .addOption(new Option("--provider <choice>", "use this docker provider").choices(["registry", "offline"]))
    .option("--refresh", "ask the registries again instead of going by what they answered last time")
    .addOption(
      new Option("--check", "only report; exit with 1 if something is missing").conflicts([
        "remove",
        "refresh",
      ]),
    )
    .option("--remove", "remove everything that set-up made")
    .option("--json", "the table, or what was removed, as JSON")
    .addHelpText(
      "after",
      `
What is there is left alone, so a second run takes a second or two; a run that was cut off goes on where
it ended. Everything that set-up prints on the way is kept in .underlay/log.

Examples:
  $ underlay setup
  $ underlay setup --check --json
  $ underlay setup --provider offline
  $ underlay setup --remove`,
    )
    .action(async ({ check, remove, json, ...options }: Flags) => {
      if (remove) {
        const removal = await removeSetup();
        return json ? print(removal) : undefined;
      }
      const rows = check ? await checkSetup(options) : (await runSetup(options)).rows;
      if (json) print(rows);
      else console.log(setupTable(rows));
      if (rows.some(({ state }) => state === "missing")) process.exitCode = exitCodes.failed;
    });
}

/** The table of parts; a part that is missing has neither version nor seconds. */
export function setupTable(
  rows: readonly { part: string; state: string; version?: string; seconds?: number }[],
): string {
  const cells = rows.map(({ part, state, version, seconds }) => [
    part,
    state,
    seconds?.toFixed(1) ?? "",
    version ?? "",
  ]);
  return columns([["PART", "STATE", "SECONDS", "VERSION"], ...cells]);
}
