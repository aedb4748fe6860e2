import { basename } from "node:path";
import { LabError } from "../../model/errors.ts";
import type { Installation } from "../../model/installation.ts";
import type { Making } from "../../model/making.ts";
import type { Workshop } from "../../tasks/model/task.ts";
import { budgetText, roomFor, seatNeed, tooManySeats } from "../../workshop/budget.ts";
import { makingOf } from "../../workshop/making.ts";
import { mayHaveRemains, newWorkshop, type Seat, type WorkshopState } from "../../workshop/seat.ts";
import { missingSeats, type RaisePlan, seatsToRaise } from "../../workshop/seats-to-raise.ts";
import { preflight } from "../labs/preflight.ts";
import { withLock } from "../lock.ts";
import { refusing, say } from "../terminal.ts";
import { aboutSeatsBeyond } from "./beyond.ts";
import { bringUp, type SeatOutcome } from "./bring-up.ts";
import { readCapacity } from "./capacity.ts";
import { enginePort } from "./engine-port.ts";
import { type WorkshopLab, withSeatLabs, workshopLab } from "./lab.ts";
import { machinesThere, wholeLabs } from "./machines.ts";
import { SeatProgress } from "./progress.ts";
import { sharedKernelWarnings, tuneSharedKernel } from "./shared-kernel.ts";
import { readSeats, seatToken, workshopId, workshopLock, writeSeat, writeWorkshop } from "./store.ts";

export interface UpOptions {
  /** The workshop's: an absolute path. */
  readonly file: string;
  readonly workshop: Pick<Workshop, "title" | "lab" | "problemsWith">;
  /** How many there are to be. */
  readonly seats: number;
  /** What seats are to be made of, as far as that is asked for; all else is as it was recorded. */
  readonly making: Partial<Making>;
  /** How many come up at a time. */
  readonly parallel: number;
  /** Whether what seats share of the machine's kernel may be set so that none disturbs others. */
  readonly tune: boolean;
  readonly installation: Installation;
  readonly signal: AbortSignal;
}

/**
 * Brings a workshop's seats up; those that are up stay as they are. Throws a Refusal, before anything is made, when the lab is unsound,
 * the machine is too small or another is at work on the workshop.
 */
export const workshopUp = (options: UpOptions): Promise<SeatOutcome[]> =>
  withLock(workshopLock(workshopId(options.file)), `workshop up of ${basename(options.file)}`, () =>
    raiseAll(options),
  );

async function raiseAll(options: UpOptions): Promise<SeatOutcome[]> {
  const { file, workshop, installation, parallel, signal, tune } = options;
  const { state, making, lab, plan } = await refusing(() => prepare(options));
  const work = [...plan.added, ...plan.mended].sort((a, b) => a.seat - b.seat);
  const kept = plan.kept.filter(({ seat }) => seat <= options.seats).map((seat) => ({ seat, error: null }));
  const id = workshopId(file);
  const since = state?.workshop.since ?? new Date().toISOString();
  const record = newWorkshop({ id, file, title: workshop.title, lab: lab.place, making, since });
  const begin = async () => {
    await writeWorkshop(record);
    // A link would lead to the hosts of before where these may be left: it is made once they are gone.
    const clean = [...plan.kept, ...plan.mended, ...plan.added].filter((seat) => !mayHaveRemains(seat));
    for (const { seat } of clean) await seatToken(id, seat);
    for (const seat of plan.added) await writeSeat(id, seat);
  };
  if (work.length === 0) {
    await begin();
    return kept;
  }
  return withSeatLabs(lab.place, work, making, async (labOf) => {
    const labs = work.map((seat) => labOf(seat).lab);
    await refusing(async () => {
      if (tune) await tuneSharedKernel(labs, installation);
      // Seats are alike, so the machine is looked at once; the names and networks of each are looked at with it.
      for (const warning of await preflight(lab.first, installation, { place: false })) say(warning);
    });
    await begin();
    const progress = new SeatProgress(kept.length + work.length);
    for (const { seat } of kept) progress.known(seat);
    const port = enginePort({ workshop: record, installation, progress, signal, labOf });
    const outcomes = await bringUp(work, { port, watch: progress, parallel, signal }).finally(() =>
      progress.end(),
    );
    return [...kept, ...outcomes].sort((a, b) => a.seat.seat - b.seat.seat);
  });
}

interface Prepared {
  readonly state: WorkshopState | undefined;
  readonly making: Making;
  readonly lab: WorkshopLab;
  readonly plan: RaisePlan;
}

/** All that can be said before anything is made. */
async function prepare(options: UpOptions): Promise<Prepared> {
  const { file, workshop, seats: wanted, installation, tune } = options;
  const state = await readSeats(file);
  const making = makingOf(state, options.making);
  const seats = state?.seats ?? [];
  const lab = await workshopLab(file, workshop.lab, making);
  const problems = workshop.problemsWith(lab.first);
  if (problems.length > 0) throw new LabError(problems);
  if (state && seats.length > 0 && state.workshop.lab.name !== lab.place.name)
    throw new Error(
      `The seats that are there are of ${state.workshop.lab.name}, and the file names ${lab.place.name} now. Take them down first: npx underlay workshop down ${file}`,
    );
  const { there, running } = await machinesThere(installation);
  const whole = await wholeLabs(seats, running);
  const capacity = await readCapacity(
    lab.first,
    seats.map(({ instance }) => instance),
    installation,
  );
  // Of these nothing takes any room yet, but they have their copy.
  const isUnmade = ({ lab }: Seat) => !there.has(lab);
  const unmade = seats.filter((seat) => seat.seat <= wanted && isUnmade(seat)).length;
  const more = missingSeats(seats, wanted).length + unmade;
  const need = seatNeed(lab.first);
  const rooms = roomFor(
    need,
    {
      ...capacity,
      copies: capacity.copies + unmade,
      neighbours: tune ? null : capacity.neighbours,
    },
    seats.filter((seat) => !isUnmade(seat)).length,
  );
  const complaint = tooManySeats(more, seats.length - unmade, rooms);
  if (complaint !== null) throw new Error(complaint);
  if (more > 0) say(budgetText(more, need, rooms));
  if (need.neighbours > 0 && !tune)
    for (const warning of await sharedKernelWarnings(capacity.neighbours?.limit, installation)) say(warning);
  const plan = seatsToRaise(seats, {
    ...{ wanted, lab: lab.place.name, engine: installation.engineHost, free: capacity.free },
    now: new Date().toISOString(),
    runs: (seat) => whole.has(seat.lab),
  });
  if (state) for (const text of await aboutSeatsBeyond(state, wanted)) say(text);
  return { state, making, lab, plan };
}
