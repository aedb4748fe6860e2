import { relative } from "node:path";
import { Command } from "commander";
import { columns } from "../../lib/figures/columns.ts";
import { labsOnEngine, presences } from "../../lib/runtime/labs/presence.ts";
import { synthesise, unsoundText } from "../../lib/runtime/labs/synthesis.ts";
import { readInstallation } from "../../lib/runtime/setup/record.ts";
import { print, say } from "../../lib/runtime/terminal.ts";
import { readWorkshops } from "../../lib/runtime/workshop/store.ts";

export function listCommand(): Command {
  return new Command("list")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExamples:\n  $ underlay list\n  $ underlay list --json | jq -r '.[].name'")
    .action(async ({ json }: { json?: boolean }) => {
      const [synthesis, onEngine, seats] = await Promise.all([synthesise(), namesOnEngine(), aboutSeats()]);
      const there = await presences(onEngine);
      const found = synthesis.labs.map(({ name, about, mode, hosts }) => ({
        name,
        about,
        mode: mode.name,
        hosts: hosts.length,
        presence: there.get(name) ?? "absent",
      }));
      // Copies that were deployed by number, and labs whose file is unsound or gone, can be destroyed all the same.
      const others = [...there]
        .filter(([name, presence]) => presence !== "absent" && found.every((lab) => lab.name !== name))
        .map(([name, presence]) => ({
          name,
          about: seats.get(name) ?? "no sound file declares it now; to remove it: npx underlay destroy",
          mode: null,
          hosts: null,
          presence,
        }));
      const labs = [...found, ...others].map((lab) => ({ ...lab, deployed: lab.presence === "deployed" }));
      if (synthesis.unsound.length > 0) say(unsoundText(synthesis));
      if (json) return print(labs);
      const rows = labs.map(({ name, mode, hosts, presence, about }) => [
        name,
        mode ?? "–",
        hosts === null ? "–" : String(hosts),
        { deployed: "yes", "in part": "in part", absent: "no" }[presence],
        about,
      ]);
      console.log(columns([["LAB", "MODE", "HOSTS", "DEPLOYED", "ABOUT"], ...rows]));
    });
}

/** What the labs of workshops' seats are, by their names. */
async function aboutSeats(): Promise<Map<string, string>> {
  const all = await readWorkshops();
  return new Map(
    all.flatMap(({ workshop, seats }) => {
      const file = relative(".", workshop.file);
      return seats.map(({ seat, lab }): [string, string] => [
        lab,
        `seat ${seat} of ${file}; to remove all: npx underlay workshop down ${file}`,
      ]);
    }),
  );
}

/** Labs of which the engine has something; a list is made without one as well. */
async function namesOnEngine(): Promise<string[]> {
  const installation = readInstallation();
  if (!installation) return [];
  return labsOnEngine(installation).catch((error: Error) => {
    say(`labs that were left in part may be missing here: ${error.message}`);
    return [];
  });
}
