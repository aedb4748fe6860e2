import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Hub } from "../../lib/runtime/serve/hub.ts";
import type { Labs } from "../../lib/runtime/serve/labs.ts";
import { Lookout } from "../../lib/runtime/serve/lookout.ts";
import { workshop } from "../fixtures/serving.ts";

/** Milliseconds between two looks that take no time. */
const pause = 10_000;

/** A lookout for a seat whose page is open, at a lab that cannot be seen; `looks` is when it looked. */
function lookout() {
  const looks: number[] = [];
  const hub = { pages: () => 1, seats: () => [1], tell: () => undefined } as Pick<
    Hub,
    "pages" | "seats" | "tell"
  >;
  const labs: Pick<Labs, "look"> = {
    async look() {
      looks.push(Date.now());
      throw new Error("nothing is seen here");
    },
  };
  const out = new Lookout(workshop(), labs as Labs, hub as Hub, new AbortController().signal);
  return { out, looks };
}

/** Lets time pass, and what happens meanwhile happen. */
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
  vi.useFakeTimers({ now: 0, toFake: ["setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a lab", () => {
  it("is looked at again after each pause", async () => {
    const { out, looks } = lookout();
    expect(out.look(1)).toBe(0);
    await pass(3 * pause);
    expect(looks).toEqual([0, pause, 2 * pause, 3 * pause]);
  });

  it("is looked at before its time once in each pause", async () => {
    const { out, looks } = lookout();
    out.look(1);
    await pass(1000);
    expect(out.look(1)).toBe(0);
    await pass(0);
    expect(out.look(1)).toBe(10);
    await pass(pause);
    expect(out.look(1)).toBe(0);
    await pass(0);
    expect(looks).toEqual([0, 1000, 1000 + pause, 1000 + pause]);
  });

  it("is looked at twice as often by asking as by itself at most", async () => {
    const { out, looks } = lookout();
    for (let asked = 0; asked < 1000; asked += 1) {
      out.look(1);
      await pass(100);
    }
    expect(looks.length).toBeLessThanOrEqual((2 * 1000 * 100) / pause + 1);
  });

  it("that was made anew is looked at at once", async () => {
    const { out, looks } = lookout();
    out.look(1);
    await pass(0);
    out.look(1);
    await pass(0);
    out.forget(1);
    expect([out.last(1), out.look(1)]).toEqual([undefined, 0]);
    await pass(0);
    expect(looks).toEqual([0, 0, 0]);
  });

  it("that was made anew while it was looked at before its time is looked at again", async () => {
    const { out, looks } = lookout();
    out.look(1);
    await pass(0);
    out.look(1);
    out.forget(1);
    out.look(1);
    await pass(0);
    expect(looks).toEqual([0, 0, 0]);
  });
});
