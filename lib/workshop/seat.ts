import { z } from "zod";
import { hostKinds } from "../model/host-kinds.ts";

/** Raised with every change of the records that a program of another version would misread. */
const format = 1;

/**
 * Where a seat is on its way. What is on it is in no other place: a command that was killed leaves the state in which its work began,
 * and the next one goes on from there.
 */
export const seatStates = {
  planned: "nothing was made yet",
  starting: "its lab is being deployed",
  up: "every gate of every machine was passed when it was deployed",
  failed: "its lab could not be deployed: see `reason`",
  resetting: "its lab is being made anew",
  removing: "its lab is being removed",
} as const;
export type SeatState = keyof typeof seatStates;

const instant = z.iso.datetime().describe("An instant, in UTC.");

/** A seat: an instance of the workshop's lab, whoever sits there. */
export const seatSchema = z.strictObject({
  format: z.literal(format),
  /** From 1. */
  seat: z.int().min(1),
  /** The instance's own name, by which every other verb knows it: `lab-vxlan-3`. */
  lab: z.string(),
  /** The instance's number: the seat's own, unless that was taken. */
  instance: z.int().min(1),
  /** The engine that it is on, as Docker writes its address. */
  engine: z.string(),
  state: z.enum(Object.keys(seatStates) as [SeatState, ...SeatState[]]),
  /** Since when it is in that state. */
  since: instant,
  /** Why it failed, in whole sentences; null in every other state. */
  reason: z.string().nullable(),
  /** Whether it failed while it was reset or removed, so that hosts of before may be left; false in every other state. */
  remains: z.boolean().default(false),
});
export type Seat = Readonly<z.infer<typeof seatSchema>>;

/** Whether hosts of the seat may be left that were to go: its reset or removal was cut off, or failed. */
export const mayHaveRemains = ({ state, remains }: Pick<Seat, "state" | "remains">): boolean =>
  remains || state === "resetting" || state === "removing";

export const workshopSchema = z.strictObject({
  format: z.literal(format),
  /** Names the workshop's folder. */
  id: z.string(),
  /** The workshop's file: an absolute path. */
  file: z.string(),
  title: z.string(),
  /** The lab, its file and the folder of that. */
  lab: z.strictObject({ name: z.string(), file: z.string(), folder: z.string() }),
  /** What seats are made of that their lab leaves open. */
  making: z.strictObject({ hostKind: z.enum(hostKinds).nullable(), userNamespace: z.boolean() }),
  since: instant,
});
export type WorkshopRecord = Readonly<z.infer<typeof workshopSchema>>;

/** A workshop of which something is up, or was: its seats in the order of their numbers. */
export interface WorkshopState {
  readonly workshop: WorkshopRecord;
  readonly seats: readonly Seat[];
}

/** A seat that nothing was made of. */
export const plannedSeat = (
  seat: number,
  lab: string,
  instance: number,
  engine: string,
  since: string,
): Seat => ({
  ...{ format, seat, lab, instance, engine, state: "planned", since, reason: null, remains: false },
});

export const newWorkshop = (workshop: Omit<WorkshopRecord, "format">): WorkshopRecord => ({
  format,
  ...workshop,
});
