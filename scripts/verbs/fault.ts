import { Command } from "commander";
import { columns } from "../../lib/figures/columns.ts";
import { inOneLine } from "../../lib/figures/plain-text.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { faultsOf, type PlacedFault } from "../../lib/runtime/tasks/fault-record.ts";
import { applyFaults, undoFaults } from "../../lib/runtime/tasks/faults.ts";
import { print, say } from "../../lib/runtime/terminal.ts";
import { faultKinds } from "../../lib/tasks/faults.ts";
import type { Fault } from "../../lib/tasks/model/task.ts";
import { faultOf } from "../../lib/tasks/model/words.ts";
import { tasksFor } from "./check.ts";

interface Options {
  readonly task?: string;
  readonly file?: string;
  readonly undo?: true | string[];
  readonly json?: boolean;
}

export function faultCommand(): Command {
  return new Command("fault")
    .argument("<lab>")
    .argument("[kind]", "what to break; without it, show what is broken")
    .argument("[option...]", "NAME=VALUE")
    .option("--task <task>", "put the faults of a task in place")
    .option("--file <file>", "the tasks: a workshop's file, or tasks alone; otherwise workshop.yaml")
    .option("--undo [number...]", "take faults back: these, or all")
    .option("--json", "the faults that are in place, as JSON")
    .addHelpText(
      "after",
      `
Kinds, each with its options (docs/tasks-reference.md says what each is):
${kindsInWords()}

A fault can be taken back whatever was done to the lab meanwhile, also after it was changed by a deploy. One that is
only in a machine's kernel and processes is gone when the machine restarts, all others stay. They are on record until
they are taken back or the lab is destroyed.

Examples:
  $ underlay fault lab-vxlan link-down machine=host1
  $ underlay fault lab-calico-mesh bgp-wrong-as machine=host1 peer=host2
  $ underlay fault lab-vxlan                # what is in place
  $ underlay fault lab-vxlan --undo         # all taken back
  $ underlay fault lab-vxlan --task mend-the-link --file tasks.yaml`,
    )
    .action(async (name: string, kind: string | undefined, words: string[], options: Options) => {
      const { task, file, undo, json } = options;
      if ([kind, task, undo].filter((each) => each !== undefined).length > 1)
        throw new Error("a kind, --task and --undo are one or the other: give one of them");
      const installation = requireInstallation();
      const lab = await requireDeployed(name);
      if (undo !== undefined) await takeBack(lab, undo);
      const faults =
        kind !== undefined
          ? [faultOf(kind, words, lab)]
          : task !== undefined
            ? await faultsOfTask(name, task, file)
            : [];
      if (faults.length > 0) await applyFaults(lab, faults, installation);
      const now = await faultsOf(lab.name);
      if (json) print(now);
      else console.log(faultTable(now));
    });
}

/** `link-down machine= [segment=]`, a line each. */
const kindsInWords = (): string =>
  faultKinds
    .map(({ kind, schema }) => {
      const options = Object.entries(schema.shape).map(([name, option]) =>
        option.safeParse(undefined).success ? `[${name}=]` : `${name}=`,
      );
      return `  ${kind.padEnd(20)}${options.join(" ")}`;
    })
    .join("\n");

async function takeBack(lab: LabSpec, undo: true | readonly string[]): Promise<void> {
  const known = (await faultsOf(lab.name)).map(({ id }) => id);
  const ids = undo === true ? undefined : undo.map(Number);
  const unknown = ids?.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new Error(
      `${lab.name} has no fault of this number: ${String(undo)}. It has: ${known.join(", ") || "none"}.`,
    );
  await undoFaults(lab, ids, requireInstallation());
  say(`taken back: ${(ids ?? known).join(", ") || "nothing, there was no fault"}`);
}

async function faultsOfTask(name: string, task: string, file: string | undefined): Promise<readonly Fault[]> {
  const { tasks } = await tasksFor(name, task, file);
  const faults = tasks.flatMap((each) => each.faults);
  if (faults.length === 0) throw new Error(`the task ${task} has no fault`);
  return faults;
}

function faultTable(faults: readonly PlacedFault[]): string {
  if (faults.length === 0) return "no fault is in place";
  const rows = faults.map(({ id, kind, says, since }) => [String(id), kind, inOneLine(says), since]);
  return columns([["NUMBER", "KIND", "FAULT", "SINCE"], ...rows]);
}
