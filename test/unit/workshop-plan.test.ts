import { describe, expect, it } from "vitest";
import type { Seat } from "../../lib/workshop/seat.ts";
import { seatsToRaise } from "../../lib/workshop/seats-to-raise.ts";
import { began, engine, seat, seats } from "../fixtures/seats.ts";

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const plan = (
  present: readonly Seat[],
  wanted: number,
  { free = numbers(1, 63), runs = () => true }: { free?: number[]; runs?: (seat: Seat) => boolean } = {},
) => seatsToRaise(present, { wanted, lab: "lab-test", engine, now: began, free, runs });
const of = (seats: readonly Seat[]) => seats.map((each) => each.seat);

describe("seats to raise", () => {
  it("are all, at first, each the copy of its own number", () => {
    const { added, mended, kept } = plan([], 3);
    expect(added).toEqual(seats(3));
    expect([mended, kept]).toEqual([[], []]);
  });

  it("are six more where 24 of 30 are up, and those stay", () => {
    const { added, mended, kept } = plan(seats(24, { state: "up" }), 30);
    expect(of(added)).toEqual([25, 26, 27, 28, 29, 30]);
    expect([of(mended), of(kept)]).toEqual([[], numbers(1, 24)]);
  });

  it.each(["planned", "starting", "failed", "resetting", "removing"] as const)(
    "is one that was left %s",
    (state) => {
      const { added, mended, kept } = plan([seat(1, { state: "up" }), seat(2, { state })], 2);
      expect([of(added), of(mended), of(kept)]).toEqual([[], [2], [1]]);
    },
  );

  it("is one that was up and whose machines do not all run", () => {
    const { mended, kept } = plan(seats(3, { state: "up" }), 3, { runs: ({ seat }) => seat !== 2 });
    expect([of(mended), of(kept)]).toEqual([[2], [1, 3]]);
  });

  it("are none beyond those that are wanted", () => {
    const { added, mended, kept } = plan(seats(3, { state: "failed" }), 2);
    expect([of(added), of(mended), of(kept)]).toEqual([[], [1, 2], [3]]);
  });

  it("have another copy where that of their number is taken, and nobody else's", () => {
    const { added } = plan([], 3, { free: [1, 3, 4, 5] });
    expect(added.map(({ seat, lab, instance }) => [seat, lab, instance])).toEqual([
      [1, "lab-test-1", 1],
      [2, "lab-test-4", 4],
      [3, "lab-test-3", 3],
    ]);
  });

  it("fill a gap in the numbers", () => {
    expect(of(plan([seat(1, { state: "up" }), seat(3, { state: "up" })], 3).added)).toEqual([2]);
  });
});
