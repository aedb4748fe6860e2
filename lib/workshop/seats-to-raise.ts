import { instanceName } from "../model/resolve.ts";
import { plannedSeat, type Seat } from "./seat.ts";

export interface RaisePlan {
  /** Seats that there were none of. */
  readonly added: readonly Seat[];
  /** Seats that are there, and not as they should be. */
  readonly mended: readonly Seat[];
  /** Seats that are left alone. */
  readonly kept: readonly Seat[];
}

export interface RaiseOptions {
  /** How many seats there are to be. Those beyond are left as they are. */
  readonly wanted: number;
  /** The lab's name, without a number. */
  readonly lab: string;
  readonly engine: string;
  readonly now: string;
  /** The numbers of the lab's copies that are free, lowest first. At least as many as there are seats to add. */
  readonly free: readonly number[];
  /** Whether all machines of a seat that is up run. */
  readonly runs: (seat: Seat) => boolean;
}

/** What there is to do so that so many seats are up: a seat has the copy of its own number, where that is free. */
export function seatsToRaise(seats: readonly Seat[], options: RaiseOptions): RaisePlan {
  const { wanted, lab, engine, now, runs } = options;
  const numbers = missingSeats(seats, wanted);
  // Those that get the copy of their own number first, so that no other seat takes it.
  const left = options.free.filter((copy) => !numbers.includes(copy));
  const added = numbers.map((seat) => {
    const copy = options.free.includes(seat) ? seat : (left.shift() ?? seat);
    return plannedSeat(seat, instanceName(lab, copy), copy, engine, now);
  });
  const isKept = (seat: Seat) => seat.seat > wanted || (seat.state === "up" && runs(seat));
  return {
    added,
    mended: seats.filter((seat) => !isKept(seat)),
    kept: seats.filter(isKept),
  };
}

/** The numbers from 1 that no seat has. */
export const missingSeats = (seats: readonly Seat[], wanted: number): number[] =>
  Array.from({ length: wanted }, (_, index) => index + 1).filter((number) =>
    seats.every(({ seat }) => seat !== number),
  );
