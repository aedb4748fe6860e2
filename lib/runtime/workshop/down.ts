import { basename } from "node:path";
import type { Installation } from "../../model/installation.ts";
import type { Seat } from "../../workshop/seat.ts";
import { isThere } from "../deploy/destroy.ts";
import { withLock } from "../lock.ts";
import { refusing } from "../terminal.ts";
import { type SeatOutcome, takeDown } from "./bring-up.ts";
import { enginePort } from "./engine-port.ts";
import { volumesOf, volumesThere } from "./machines.ts";
import { endPages } from "./pages-store.ts";
import { SeatProgress } from "./progress.ts";
import { forgetWorkshop, requireSeats, workshopId, workshopLock, writeSeat } from "./store.ts";

export interface DownOptions {
  /** The workshop's, which may be gone. */
  readonly file: string;
  readonly parallel: number;
  readonly installation: Installation;
  readonly signal: AbortSignal;
}

/**
 * Removes all seats of a workshop, in whatever state, and the workshop's record; and looks whether anything is left. What cannot be
 * removed stays in the record, so that this can be called again. Links and what was solved end as it begins, and no seat is up from then
 * on: of one that it does not come to, the next group is to have nothing either.
 */
export const workshopDown = (options: DownOptions): Promise<SeatOutcome[]> =>
  withLock(workshopLock(workshopId(options.file)), `workshop down of ${basename(options.file)}`, () =>
    removeAll(options),
  );

async function removeAll({ file, parallel, installation, signal }: DownOptions): Promise<SeatOutcome[]> {
  const { workshop: former, seats } = await requireSeats(file);
  const labs = seats.map(({ lab }) => lab);
  const volumes = await refusing(() => volumesOf(labs, installation));
  const workshop = await endPages(former);
  const since = new Date().toISOString();
  const going = seats.map(
    (seat): Seat => ({ ...seat, state: "removing", since, reason: null, remains: false }),
  );
  for (const seat of going) await writeSeat(workshop.id, seat);
  const progress = new SeatProgress(seats.length);
  for (const seat of seats) progress.known(seat);
  const labOf = () => {
    throw new Error("seats that go are not deployed");
  };
  const port = enginePort({ workshop, installation, progress, signal, labOf });
  const outcomes = await takeDown(going, { port, watch: progress, parallel, signal }).finally(() =>
    progress.end(),
  );
  if (outcomes.some(({ error }) => error !== null)) return outcomes;
  await requireGone(seats, volumes, installation);
  await forgetWorkshop(workshop.id);
  return outcomes;
}

/** Throws with what is left on the engine, which should be nothing. */
async function requireGone(
  seats: readonly Seat[],
  volumes: readonly string[],
  installation: Installation,
): Promise<void> {
  const left = await Promise.all(
    seats.map(async ({ lab }) => ((await isThere(lab, installation)) ? [lab] : [])),
  );
  const labs = left.flat();
  const kept = await volumesThere(volumes, installation);
  if (labs.length > 0)
    throw new Error(
      `something is left of ${labs.join(", ")}: remove it with "npx underlay destroy ${labs.join(" ")}"`,
    );
  if (kept.length > 0)
    throw new Error(
      `the engine kept ${kept.length} volumes of the seats' hosts: remove them with "docker volume rm ${kept.join(" ")}"`,
    );
}
