import type { Installation } from "../../model/installation.ts";
import { machinesOf } from "../../model/lab-spec.ts";
import type { Seat, SeatState, WorkshopRecord } from "../../workshop/seat.ts";
import { Engine } from "../engine/engine.ts";
import { type MachineView, readinessOf } from "../labs/inspect.ts";
import { deployedLab, labLock } from "../labs/labs.ts";
import { holderOf } from "../lock.ts";
import { inPool } from "../pool.ts";
import { requireSeats, workshopLock } from "./store.ts";

/** A seat as it is now. */
export interface SeatStatus extends Seat {
  /** Who is at work on its lab now, in words; null where nobody is. */
  readonly atWork: string | null;
  /** Whether the work that its state names was cut off: the next `up`, `reset` or `down` goes on from there. */
  readonly cutOff: boolean;
  /** Each machine's gates, as it saw them last; null where the lab is not deployed. */
  readonly machines: readonly MachineStatus[] | null;
}

export interface MachineStatus extends Pick<MachineView, "ready" | "reason" | "gates"> {
  readonly machine: string;
}

export interface WorkshopStatus extends WorkshopRecord {
  readonly seats: readonly SeatStatus[];
}

/** What is up of a workshop, and how each seat is. Only looks. */
export async function workshopStatus(file: string, installation: Installation): Promise<WorkshopStatus> {
  const { workshop, seats } = await requireSeats(file);
  const found = new Map<number, SeatStatus>();
  await inPool(seats, { parallel: 8, signal: new AbortController().signal }, async (seat) => {
    found.set(seat.seat, await statusOf(workshop.id, seat, installation));
  });
  return { ...workshop, seats: seats.flatMap(({ seat }) => found.get(seat) ?? []) };
}

async function statusOf(id: string, seat: Seat, installation: Installation): Promise<SeatStatus> {
  const [holder, removing, lab] = await Promise.all([
    holderOf(labLock(seat.lab)),
    // All seats are in that state from when `down` begins.
    seat.state === "removing" ? holderOf(workshopLock(id)) : undefined,
    deployedLab(seat.lab).catch(() => undefined),
  ]);
  const engine = new Engine(installation);
  const isThere = lab !== undefined && seat.engine === installation.engineHost;
  const machines = isThere
    ? await Promise.all(
        machinesOf(lab).map(async ({ name, container }) => ({
          machine: name,
          ...(await readinessOf(engine, { container })),
        })),
      )
    : null;
  return {
    ...seat,
    atWork: holder ?? null,
    cutOff: isUnderWay(seat.state) && (holder ?? removing) === undefined,
    machines,
  };
}

const isUnderWay = (state: SeatState): boolean => ["starting", "resetting", "removing"].includes(state);
