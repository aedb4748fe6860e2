import type { Installation } from "../../model/installation.ts";
import type { Workshop as WorkshopFile } from "../../tasks/model/task.ts";
import { deployedLab } from "../labs/labs.ts";
import { workshopReset } from "../workshop/reset.ts";
import { readSeats, requireSeats, seatToken, trainerToken } from "../workshop/store.ts";
import { tasksOn } from "./tasks.ts";
import type { Seat, Workshop } from "./workshop.ts";

/** Milliseconds for which the seats' records are not read again: every request asks for them. */
const fresh = 1000;

export interface ServedFile {
  /** An absolute path. */
  readonly file: string;
  readonly workshop: Pick<WorkshopFile, "title" | "tasks">;
  readonly installation: Installation;
  readonly signal: AbortSignal;
}

/** The workshop of a file, of which seats are up, as pages show it. Throws a Refusal where none is. */
export async function servedWorkshop({ file, workshop, installation, signal }: ServedFile) {
  const { id } = (await requireSeats(file)).workshop;
  let read: { readonly at: number; readonly seats: Promise<readonly Seat[]> } | undefined;
  const seats = (): Promise<readonly Seat[]> => {
    if (read === undefined || performance.now() - read.at > fresh)
      read = { at: performance.now(), seats: seatsOf(file) };
    return read.seats;
  };
  const labs = { lab: ({ lab }: Seat) => deployedLab(lab) };
  const served: Workshop = {
    ...{ title: workshop.title, tasks: workshop.tasks, trainerToken: await trainerToken(id), seats },
    ...labs,
    ...tasksOn(installation, labs),
    async reset({ seat }) {
      const [outcome] = await workshopReset({ file, seats: [seat], parallel: 1, installation, signal });
      if (outcome?.error) throw new Error(outcome.error);
    },
  };
  return { id, served };
}

/** None once the workshop was taken down. */
async function seatsOf(file: string): Promise<readonly Seat[]> {
  const state = await readSeats(file);
  return Promise.all(
    (state?.seats ?? []).map(async ({ seat, lab, state: how, reason }) => ({
      ...{ seat, lab, state: how, reason },
      token: await seatToken(state?.workshop.id ?? "", seat),
    })),
  );
}
