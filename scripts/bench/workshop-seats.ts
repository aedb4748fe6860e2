import { plural } from "../../lib/figures/format.ts";
import { type Contestant, seconds, underlay } from "./contestants.ts";
import { type Ground, inTurns } from "./rounds.ts";
import type { SeatsMeasured } from "./seats-table.ts";

/** So few that nothing else is seen, a room full, and what lies between: enough to see whether they lie on a line. */
const numbers = [1, 4, 8, 16, 24];

const workshop = (verb: string, ...args: readonly string[]) =>
  underlay(["workshop", verb, "scripts/bench/workshop/workshop.yaml", ...args]);

/** Seats of a workshop, each what seats.sh makes. */
export const workshopSeats: Contestant = {
  up: (seats) => workshop("up", "--seats", String(seats)),
  down: () => workshop("down"),
};

/** Brings workshops of growing size up, makes a seat of each anew, and takes them down; in turns with the script. */
export async function measureSeats(ground: Ground, rounds: number): Promise<SeatsMeasured[]> {
  const measured: SeatsMeasured[] = [];
  for (const seats of numbers) {
    const resets: number[] = [];
    const whileUp = async () => {
      resets.push(await seconds(() => workshop("reset", "1")));
    };
    const what = `${plural(seats, "seat")} of 3 hosts`;
    const turns = await inTurns(workshopSeats, { labs: seats, rounds, what, whileUp }, ground);
    measured.push({ seats, turns, resets });
  }
  return measured;
}
