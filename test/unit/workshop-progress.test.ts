import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SeatProgress } from "../../lib/runtime/workshop/progress.ts";
import { seat } from "../fixtures/seats.ts";

let said = "";
beforeEach(() => {
  said = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += text;
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

/** What was said, without the times before it. */
const lines = () =>
  said
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/^ *[\d.]+ s {2}/, ""));
const terminal = (isTTY: boolean) => Object.assign(new PassThrough(), { isTTY, columns: 60 });

describe("what people see of seats without a terminal", () => {
  it("is a line for each that is up, failed or gone, and nothing of machines", () => {
    const progress = new SeatProgress(3, terminal(false));
    progress.known(seat(1, { state: "up" }));
    progress.changed(seat(2, { state: "starting" }));
    progress.changed(seat(3, { state: "starting" }));
    progress.machine();
    progress.changed(seat(2, { state: "up" }));
    progress.changed(seat(3, { state: "failed", reason: "no\nroom \u001b[31m" }));
    progress.end();
    expect(lines()).toEqual([
      "seat 2 is up; 2 of 3 up, 1 coming up",
      "seat 3 (lab-test-3) failed: no room \uFFFD[31m",
    ]);
  });

  it("is said once where the deploys of all seats say the same", () => {
    const progress = new SeatProgress(2, terminal(false));
    progress.say("lab-test-1", "host1: flanneld started");
    progress.say("lab-test-1", "the walls of lab-test-1 are open");
    progress.say("lab-test-2", "the walls of lab-test-2 are open");
    progress.say(seat(1), "failed, and is made afresh");
    progress.say(seat(2), "failed, and is made afresh");
    expect(lines()).toEqual([
      "lab-test-1: the walls of lab-test-1 are open",
      "seat 1 (lab-test-1): failed, and is made afresh",
      "seat 2 (lab-test-2): failed, and is made afresh",
    ]);
  });

  it("counts those that are gone", () => {
    const progress = new SeatProgress(2, terminal(false));
    for (const number of [1, 2]) progress.changed(seat(number, { state: "removing" }));
    progress.gone(seat(1));
    progress.gone(seat(2));
    expect(lines()).toEqual(["seat 1 is gone; 1 of 2 gone, 1 going", "seat 2 is gone; 2 of 2 gone"]);
  });
});

it("is one line on a terminal, and what is said stays above it", () => {
  const screen = terminal(true);
  const progress = new SeatProgress(24, screen);
  progress.changed(seat(1, { state: "up" }));
  progress.changed(seat(2, { state: "starting" }));
  progress.changed(seat(3, { state: "failed", reason: "no room" }));
  const shown = stripVTControlCharacters(String(screen.read())).trim().split("\n").at(-1);
  progress.end();
  expect(shown).toMatch(/ s {2}1 of 24 up, 1 coming up, 1 failed$/);
  expect(lines()).toEqual(["seat 3 (lab-test-3) failed: no room"]);
});
