import { setMaxListeners } from "node:events";
import { LabError } from "../../model/errors.ts";
import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import type { Workshop as WorkshopFile } from "../../tasks/model/task.ts";
import type { WorkshopRecord, WorkshopState } from "../../workshop/seat.ts";
import { deployedLab } from "../labs/labs.ts";
import { Refusal } from "../terminal.ts";
import { workshopReset } from "../workshop/reset.ts";
import { knownToken, readSeats, requireSeats, trainerToken } from "../workshop/store.ts";
import { tasksOn } from "./tasks.ts";
import type { Seat, Workshop } from "./workshop.ts";

/** Milliseconds for which the seats' records are not read again: every request asks for them. */
const fresh = 1000;
/** Milliseconds between two looks at the records where nobody asks. */
const every = 2000;

export interface ServedFile {
  /** An absolute path. */
  readonly file: string;
  readonly workshop: Pick<WorkshopFile, "title" | "tasks" | "problemsWith">;
  readonly installation: Installation;
  readonly signal: AbortSignal;
}

export interface ServedWorkshop {
  readonly record: WorkshopRecord;
  readonly served: Workshop;
  /** Aborted with `signal`, and once the workshop was taken down, also where the same file's is up again: links and progress were the former one's. */
  readonly ended: AbortSignal;
}

/**
 * The workshop of a file, of which seats are up, as pages show it. Throws a Refusal where none is or has a link, and a LabError with
 * what its tasks name and the seats' lab does not have.
 */
export async function servedWorkshop(options: ServedFile): Promise<ServedWorkshop> {
  const { file, workshop, installation, signal } = options;
  const found = await requireSeats(file);
  const { workshop: record, seats: known } = found;
  if ((await seatsOf(found)).length === 0)
    throw new Refusal(
      `No seat of the workshop has a link; "workshop down" ends them. "npx underlay workshop up ${file}" makes new ones.`,
    );
  const lab = await anyDeployed(known);
  const problems = lab ? workshop.problemsWith(lab) : [];
  if (problems.length > 0) throw new LabError(problems);
  const gone = new AbortController();
  const ended = AbortSignal.any([signal, gone.signal]);
  // One for each command that runs: with many seats there are many.
  setMaxListeners(0, ended);
  const readAnew = async (): Promise<readonly Seat[]> => {
    const state = await readSeats(file);
    if (state?.workshop.since !== record.since) gone.abort();
    return state && !gone.signal.aborted ? seatsOf(state) : [];
  };
  let read: { readonly at: number; readonly seats: Promise<readonly Seat[]> } | undefined;
  const seats = (): Promise<readonly Seat[]> => {
    if (read === undefined || performance.now() - read.at > fresh)
      read = { at: performance.now(), seats: readAnew() };
    return read.seats;
  };
  const labs = { lab: ({ lab }: Seat) => deployedLab(lab) };
  const served: Workshop = {
    ...{ title: workshop.title, tasks: workshop.tasks, trainerToken: await trainerToken(record.id), seats },
    ...labs,
    ...tasksOn(installation, labs),
    async reset({ seat }) {
      const options = { file, seats: [seat], parallel: 1, installation, signal: ended };
      const [outcome] = await workshopReset(options);
      if (outcome?.error) throw new Error(outcome.error);
    },
  };
  // A record that cannot be read now is told by whoever asks for a page.
  const timer = setInterval(() => void seats().catch(() => undefined), every);
  timer.unref();
  ended.addEventListener("abort", () => clearInterval(timer));
  return { record, served, ended };
}

/** What tasks are done on, seats being alike: the lab's file may have changed since. Undefined where every seat failed. */
async function anyDeployed(seats: WorkshopState["seats"]): Promise<LabSpec | undefined> {
  for (const { lab } of seats) {
    const found = await deployedLab(lab).catch(() => undefined);
    if (found) return found;
  }
  return undefined;
}

/** With what is in their links; a seat without that is being taken down, or was to be. */
async function seatsOf({ workshop: { id }, seats }: WorkshopState): Promise<Seat[]> {
  const found = seats.map(async ({ seat, lab, state, reason, since }): Promise<Seat[]> => {
    const token = await knownToken(id, seat);
    return token === undefined ? [] : [{ seat, lab, state, reason, since, token }];
  });
  return (await Promise.all(found)).flat();
}
