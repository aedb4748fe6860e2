import { LabError } from "../../model/errors.ts";
import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import {
  type NeighbouringMachine,
  neighbourLabel,
  neighboursOf,
  parseShare,
  plannedMachines,
} from "../../model/neighbours.ts";
import {
  type LabsNeed,
  type NeighbourTable,
  raised,
  thresholdsSet,
  tooSmallForLabs,
} from "../../scale/neighbour-table.ts";
import { Engine } from "../engine/engine.ts";
import { readNeighbourTable, writeThresholds } from "../scale/kernel-settings.ts";
import { deployedLab } from "./labs.ts";

/** What labs need of the machine's neighbour table. */
async function needOf(
  engine: Engine,
  labs: readonly LabSpec[],
  { project }: Installation,
): Promise<LabsNeed> {
  // What is there of the labs themselves is in the plan.
  const own = labs.map(({ name }) => labKey(project.id, name));
  const present = (await asDeployed(await machinesOnEngine(engine), project)).filter(
    ({ lab }) => !own.includes(lab),
  );
  const planned = neighboursOf(labs.flatMap(plannedMachines));
  return { labs: labs.map(({ name }) => name), planned, present: neighboursOf(present) };
}

/** Whether labs need anything of the table at all: one machine on a segment has no neighbour. */
const needAny = (labs: readonly LabSpec[]): boolean => neighboursOf(labs.flatMap(plannedMachines)) > 0;

/** The table's limit, and what all that is on the engine needs of it; undefined where the machine does not tell. */
export async function neighbourRoom(
  engine: Engine,
  { images, project }: Installation,
): Promise<{ limit: number; taken: number } | undefined> {
  const table = await readNeighbourTable(engine, images).catch(() => undefined);
  if (table === undefined) return undefined;
  const present = await asDeployed(await machinesOnEngine(engine), project);
  return { limit: table.thresholds[2], taken: neighboursOf(present) };
}

/** Why a lab does not fit the neighbour table beside all that is on the engine; null when it does, or the table is not known. */
export async function neighbourComplaint(
  engine: Engine,
  lab: LabSpec,
  table: NeighbourTable | undefined,
  installation: Installation,
): Promise<string | null> {
  if (table === undefined || !needAny([lab])) return null;
  return tooSmallForLabs(await needOf(engine, [lab], installation), table.thresholds);
}

export interface RoomOptions {
  /** True when the user allows the limit to be raised. */
  readonly tune: boolean;
  /** Entries that the table is to hold at least, whatever labs need, where it may be enlarged. @default 0 */
  readonly least?: number;
  readonly progress: (text: string) => void;
}

/**
 * Sees to it that labs which come up side by side fit the table together: each one's preflight sees only what is there
 * before it. A table that is enlarged stays so until the machine restarts, because labs stay, too. Throws a LabError.
 */
export async function makeRoomForNeighbours(
  labs: readonly LabSpec[],
  installation: Installation,
  { tune, least = 0, progress }: RoomOptions,
): Promise<void> {
  const engine = new Engine(installation);
  // An engine inside a container has no such settings; preflight tells whatever else keeps it from answering.
  const table = needAny(labs)
    ? await readNeighbourTable(engine, installation.images).catch(() => undefined)
    : undefined;
  if (table === undefined) return;
  const need = await needOf(engine, labs, installation);
  const { planned, present } = need;
  const { thresholds } = table;
  const message = tooSmallForLabs(need, thresholds);
  if (message !== null && !tune)
    throw new LabError([{ path: labs.map(({ name }) => name).join(", "), message }]);
  if (message === null && !(tune && thresholds[2] < least)) return;
  progress(`neighbour table: ${planned + present} entries needed, the limit is ${thresholds[2]}`);
  const enough = raised(planned + present, thresholds, least);
  await writeThresholds(engine, installation.images, enough);
  progress(thresholdsSet(thresholds, enough));
}

/** Labels tell of machines as they were made. Of this project's labs more is known: what they are now. */
async function asDeployed(
  found: readonly NeighbouringMachine[],
  { id }: Installation["project"],
): Promise<NeighbouringMachine[]> {
  const keys = [...new Set(found.map(({ lab }) => lab))];
  const all = await Promise.all(
    keys.map(async (key) => {
      const [project, name = ""] = key.split(" ");
      const machines = found.filter(({ lab }) => lab === key);
      const spec = project === id ? await deployedLab(name).catch(() => undefined) : undefined;
      return spec ? plannedMachines(spec).map((machine) => ({ ...machine, lab: key })) : machines;
    }),
  );
  return all.flat();
}

const labKey = (project: string, lab: string): string => `${project} ${lab}`;

const format = [
  '{{index .Config.Labels "underlay.project"}} {{index .Config.Labels "underlay.lab"}}',
  `{{index .Config.Labels "${neighbourLabel}"}}`,
  "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}",
].join("\t");

/** The machines of all labs of all projects, also those that are stopped: they come back. */
async function machinesOnEngine(engine: Engine): Promise<NeighbouringMachine[]> {
  const list = await engine.run(["ps", "--all", "--quiet", "--filter", "label=underlay.host"]);
  const ids = list.split("\n").filter((id) => id !== "");
  if (ids.length === 0) return [];
  // One that went away meanwhile is told of on standard error; docker tells of the others.
  const { stdout } = await engine.start(["inspect", "--format", format, ...ids]);
  return machinesIn(stdout);
}

/** Reads what `docker inspect` printed, a line for each machine. */
export const machinesIn = (text: string): NeighbouringMachine[] =>
  text.split("\n").flatMap((line) => {
    const [lab = "", share = "", networks = ""] = line.split("\t");
    if (lab === "") return [];
    return {
      lab,
      networks: networks.split(" ").filter((name) => name !== ""),
      share: parseShare(share),
    };
  });
