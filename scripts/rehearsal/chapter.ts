import { setTimeout as delay } from "node:timers/promises";
import type { Installation } from "../../lib/model/installation.ts";
import { machinesOf } from "../../lib/model/lab-spec.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { readEnvironment } from "../../lib/runtime/engine/environment.ts";
import { readNeighbourTable } from "../../lib/runtime/scale/kernel-settings.ts";
import { readWorkshop } from "../../lib/tasks/model/read.ts";
import { seconds, underlay } from "../bench/contestants.ts";
import { disturbance } from "./bystanders.ts";
import { attack, attacks } from "./hostile.ts";
import { takePictures } from "./pictures.ts";
import type { ChapterRecord } from "./record.ts";
import { inRoom, type RoomOptions, type Seated } from "./room.ts";
import { solveAll } from "./solving.ts";

/** Seats that go through all tasks at the same time. */
const solvers = 3;

/**
 * Holds a chapter with all seats: every page is open; some seats solve every task, one is hostile, the others look whether
 * they are disturbed; then the hostile one is made anew. `pictures` is a folder for pictures of pages. Throws where something is not as it should be.
 */
export async function holdChapter(
  name: string,
  options: RoomOptions & { readonly pictures: string | undefined },
  say: (text: string) => void,
): Promise<ChapterRecord> {
  const { file, installation, pictures } = options;
  const { tasks } = readWorkshop(file, name);
  const engine = new Engine(installation);
  const held = await inRoom(options, async ({ seats: room, trainer }) => {
    const [hostile, ...others] = room.toReversed() as [Seated, ...Seated[]];
    const working = others.slice(0, solvers);
    const bystanders = others.slice(solvers);
    say(`${name}: ${room.length} seats are up, their pages open`);
    const [looks, disturbances] = await Promise.all([
      Promise.all(working.map((seat) => solveAll(seat, tasks, installation))),
      underAttack(hostile, bystanders, engine, installation),
    ]);
    if (pictures) await takePictures({ trainer, seat: working[0] ?? hostile }, pictures);
    const reset = await seconds(() => underlay(["workshop", "reset", file, String(hostile.seat)]));
    const environment = await readEnvironment(engine, hostile.lab, installation);
    return {
      looks: looks.flat(),
      disturbances,
      reset,
      environment,
      machines: machinesOf(hostile.lab).length,
    };
  });
  const { result, ...figures } = held;
  const { looks, disturbances, reset, environment, machines } = result;
  const { cpus, cpuModel, kernel, engine: version } = environment;
  return {
    ...{ chapter: name, seats: options.seats, hostKind: options.hostKind ?? null, machines },
    heldAt: new Date().toISOString().slice(0, 10),
    machine: `${cpus} CPUs (${cpuModel}), Linux ${kernel}, ${version}`,
    ...{ ...figures, reset, disturbances, looks, solved: tasks.length * solvers },
  };
}

/** What seats see of another one's attacks, one after the other. */
async function underAttack(
  hostile: Seated,
  bystanders: readonly Seated[],
  engine: Engine,
  { images }: Installation,
): Promise<ChapterRecord["disturbances"]> {
  const seen: ChapterRecord["disturbances"] = [];
  const { thresholds } = await readNeighbourTable(engine, images);
  for (const each of attacks(thresholds[2])) {
    // Nobody is disturbed by what began before they looked.
    const happens = delay(500).then(() => attack(engine, hostile.lab, each));
    seen.push({ attack: each.name, ...(await disturbance(engine, bystanders, happens)) });
  }
  return seen;
}
