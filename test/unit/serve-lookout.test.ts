import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Hub } from "../../lib/runtime/serve/hub.ts";
import type { Labs } from "../../lib/runtime/serve/labs.ts";
import { Lookout } from "../../lib/runtime/serve/lookout.ts";
import { workshop } from "../fixtures/serving.ts";

/** Milliseconds of a look, and until it is looked again by itself and, if that is asked for, at the soonest. */
const [took, pause, rest] = [1000, 10_000, 4000];

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
      await new Promise((over) => setTimeout(over, took));
      throw new Error("nothing is seen here");
    },
  };
  const out = new Lookout(workshop(), labs as Labs, hub as Hub, new AbortController().signal);
  return { out, looks };
}

/** Lets time pass, and what happens meanwhile happen. */
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
  vi.useFakeTimers({ now: 0, toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a lab", () => {
  it("is looked at again after each pause", async () => {
    const { out, looks } = lookout();
    out.look(1);
    await pass(2 * (took + pause));
    expect(looks).toEqual([0, took + pause, 2 * (took + pause)]);
  });

  it("is looked at when that is asked for, and as soon as it has rested", async () => {
    const { out, looks } = lookout();
    out.look(1);
    await pass(took + rest + 1000);
    out.look(1);
    await pass(took + 1000);
    out.look(1);
    await pass(rest);
    expect(looks).toEqual([0, took + rest + 1000, 2 * (took + rest) + 1000]);
  });

  it("is looked at during a fifth of the time at most, however often that is asked for", async () => {
    const { out, looks } = lookout();
    for (let asked = 0; asked < 1000; asked += 1) {
      out.look(1);
      await pass(100);
    }
    expect(looks).toHaveLength(1 + (1000 * 100) / (took + rest));
  });

  it("that was made anew is looked at at once", async () => {
    const { out, looks } = lookout();
    out.look(1);
    await pass(took);
    expect(out.last(1)).toBeDefined();
    out.forget(1);
    expect(out.last(1)).toBeUndefined();
    out.look(1);
    await pass(0);
    expect(looks).toEqual([0, took]);
  });

  it("that was made anew while it was looked at is looked at again at once, and shows nothing of before", async () => {
    const { out, looks } = lookout();
    out.look(1);
    await pass(0);
    out.forget(1);
    await pass(took);
    expect(out.last(1)).toBeUndefined();
    await pass(took);
    expect(looks).toEqual([0, took]);
    expect(out.last(1)).toBeDefined();
  });
});
