import { resolve } from "node:path";
import { Command } from "commander";
import type { HostKind } from "../../lib/model/host-kinds.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { interruption, refusing } from "../../lib/runtime/terminal.ts";
import { workshopUp } from "../../lib/runtime/workshop/up.ts";
import { readWorkshop } from "../../lib/tasks/model/read.ts";
import { hostKindOption } from "../host-kind.ts";
import { manyOptions } from "../many-labs.ts";
import { whole } from "../whole.ts";
import { tellOutcomes } from "./outcomes.ts";

interface Options {
  readonly seats?: number;
  readonly parallel: number;
  readonly hostKind?: HostKind;
  readonly userNamespace: boolean;
  readonly tune?: boolean;
  readonly json?: boolean;
}

export function upCommand(): Command {
  const command = new Command("up")
    .description("bring seats up; those that are up stay as they are")
    .argument("<file>")
    .option(
      "--seats <number>",
      "how many there are to be, in place of the file's number",
      whole(1, 1_000_000),
    )
    .addOption(hostKindOption("make all hosts of this kind that the lab's file leaves open"))
    .option(
      "--no-user-namespace",
      "let root in hosts be the machine's root (docs/security.md): not for people you do not trust",
    )
    .option(
      "--tune",
      "set the machine's kernel until it restarts so that no seat fills its neighbour table, or its queues of packets",
    )
    .option("--json", "the seats as JSON");
  return manyOptions(command)
    .addHelpText(
      "after",
      `
Before anything is made, it is computed how many seats fit: memory, disk, processors, addresses, the kernel's neighbour table.
A seat that fails is made afresh once, and stops no other. What was cut off (Ctrl-C, kill -9, the engine) is gone on with by the
same command; so are seats whose machines do not run. What hosts are made of (--host-kind, --no-user-namespace) is kept until all seats
are taken down: later calls, which may leave it out, and resets make the same.`,
    )
    .action(async (file: string, options: Options) => {
      const { workshop, installation } = await refusing(() => ({
        workshop: readWorkshop(resolve(file), file),
        installation: requireInstallation(),
      }));
      const { parallel, tune = false, json, hostKind, userNamespace } = options;
      const outcomes = await workshopUp({
        ...{ file: resolve(file), workshop, seats: options.seats ?? workshop.seats, parallel, tune },
        making: { ...(hostKind ? { hostKind } : {}), ...(userNamespace ? {} : { userNamespace }) },
        installation,
        signal: interruption(),
      });
      tellOutcomes(outcomes, { done: "up", json });
    });
}
