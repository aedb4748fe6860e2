import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { LabError } from "../../model/errors.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { type Making, makingOptions } from "../../model/making.ts";
import { instanceName } from "../../model/resolve.ts";
import type { Synthesis } from "../../model/synthesis.ts";
import { isLabFile } from "../../tasks/model/read.ts";
import type { Seat, WorkshopRecord } from "../../workshop/seat.ts";
import { requireSound, type SynthesisOptions, synthesise, withStacks } from "../labs/synthesis.ts";
import { labsDir } from "../project.ts";
import { refusing } from "../terminal.ts";
import type { SeatLab } from "./engine-port.ts";
import { firstCopy } from "./first-copy.ts";

/** A workshop's lab, and its first copy: all seats are alike. */
export interface WorkshopLab {
  readonly place: WorkshopRecord["lab"];
  readonly first: LabSpec;
}

/**
 * Finds the lab that a workshop's file names: a file relative to that, in YAML or TypeScript, or the name of one of the project's labs.
 * Throws a LabError with all that is wrong with it, or that keeps it from having copies.
 */
export async function workshopLab(file: string, asked: string, making: Making): Promise<WorkshopLab> {
  const path = resolve(dirname(file), asked);
  const [found, folder] = isLabFile(asked)
    ? [await inFile(path, making), dirname(path)]
    : [await inProject(asked, making), labsDir()];
  const [any, ...others] = new Set(found.labs.map(({ lab }) => lab));
  if (any === undefined || others.length > 0)
    throw problem(
      path,
      any === undefined
        ? `There is no such file of a lab. Its name begins with "lab-" and ends with .ts or .yaml, and the workshop names it from its own folder on.`
        : `The file adds several labs: ${[any, ...others].join(", ")}. Seats are copies of one: keep that alone in its file.`,
    );
  const first = firstCopy(any, found.labs);
  return { place: { name: any, file: found.files[first.name] ?? basename(path), folder }, first };
}

const problem = (path: string, message: string): LabError => new LabError([{ path, message }]);

/** What a file adds, which lies anywhere. */
async function inFile(path: string, making: Making): Promise<Synthesis> {
  const only = { folder: dirname(path), files: [basename(path)] };
  if (!existsSync(path))
    throw problem(
      path,
      "There is no such file. The workshop names its lab from its own folder on, or by the name of one of the project's labs.",
    );
  const found = await synthesise({ ...makingOptions(making), ...only, instance: 1 });
  if (found.unsound.length > 0) throw new LabError(found.unsound.flatMap(({ problems }) => problems));
  return found;
}

/** The lab of a name, in all its copies. */
async function inProject(name: string, making: Making): Promise<Synthesis> {
  const { labs, unsound, ...found } = await synthesise({ ...makingOptions(making), instance: 1 });
  // Of labs that are unsound, copies are named.
  const plain = (names: readonly string[]) => names.map((each) => each.replace(/-1$/, ""));
  requireSound([name], {
    labs: labs.map((lab) => ({ ...lab, name: lab.lab })),
    unsound: unsound.map((each) => ({ ...each, names: plain(each.names) })),
  });
  return { ...found, unsound, labs: labs.filter(({ lab }) => lab === name) };
}

/** The labs of these seats with their stacks, while `work` runs. Throws a Refusal when one is unsound. */
export async function withSeatLabs<T>(
  { name, file, folder }: WorkshopRecord["lab"],
  seats: readonly Pick<Seat, "instance">[],
  making: Making,
  work: (labOf: (seat: Pick<Seat, "instance">) => SeatLab) => Promise<T>,
): Promise<T> {
  const names = seats.map(({ instance }) => instanceName(name, instance));
  const options: SynthesisOptions = {
    ...makingOptions(making),
    ...{ folder, files: [file], only: names, instance: seats.map(({ instance }) => instance) },
  };
  return withStacks(options, async (synthesis, stackOf) => {
    const labs = await refusing(() => requireSound(names, synthesis));
    return work(({ instance }) => {
      const lab = labs.find((each) => each.instance === instance);
      if (!lab) throw new Error(`the lab of copy ${instance} was not synthesised`);
      return { lab, stack: stackOf(lab.name) };
    });
  });
}
