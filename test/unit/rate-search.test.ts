import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  highestKept,
  isSenderLimited,
  mostTrials,
  nextRate,
  type RateSearch,
  type Tried,
} from "../../lib/probes/rate-search.ts";

/** What comes of a rate that is asked for. */
type Path = (intended: number, trials: readonly Tried[]) => Pick<Tried, "offered" | "lossPercent">;

function searched(path: Path, search: RateSearch): Tried[] {
  const trials: Tried[] = [];
  for (;;) {
    const intended = nextRate(trials, search);
    if (intended === undefined) return trials;
    trials.push({ intended, ...path(intended, trials) });
    if (trials.length > 200) throw new Error("the search does not end");
  }
}

/** Carries so much and loses the rest; a sender may be the slower one. */
const carrying =
  (capacity: number, sender = Number.POSITIVE_INFINITY): Path =>
  (intended) => {
    const offered = Math.min(intended, sender);
    return { offered, lossPercent: Math.max(0, 100 * (1 - capacity / offered)) };
  };

const search: RateSearch = { least: 10, most: 10_000, resolution: 0.05, maxLoss: 0.5 };
const rates = (trials: readonly Tried[]) => trials.map(({ intended }) => intended);

describe("a search for the highest rate that loses little", () => {
  it("halves what is left, in proportions", () => {
    const trials = searched(carrying(1000), search);
    expect(rates(trials)).toEqual([316.2, 1778, 749.8, 1155, 930.6, 1037, 1037, 982.4, 1009, 1009]);
    // Small losses, as of the last two rates, are looked at twice.
    expect(highestKept(trials, search)?.intended).toBe(982.4);
  });

  it("finds what a path carries, within its resolution and its number of trials", () => {
    const ranges = fc.record({
      capacity: fc.double({ min: 11, max: 9000, noNaN: true }),
      resolution: fc.double({ min: 0.01, max: 1, noNaN: true }),
      maxLoss: fc.double({ min: 0, max: 50, noNaN: true }),
    });
    fc.assert(
      fc.property(ranges, ({ capacity, resolution, maxLoss }) => {
        const own = { ...search, resolution, maxLoss };
        const trials = searched(carrying(capacity), own);
        const knee = Math.min(own.most, capacity / (1 - maxLoss / 100));
        const found = highestKept(trials, own)?.intended ?? 0;
        expect(found).toBeLessThanOrEqual(knee * 1.0001);
        expect(found * (1 + resolution) * 1.0001).toBeGreaterThanOrEqual(knee);
        expect(trials.length).toBeLessThanOrEqual(mostTrials(own));
      }),
    );
  });

  it("ends at the most that it may try, and at the least", () => {
    expect(rates(searched(carrying(1e6), search)).at(-1)).toBe(search.most);
    const nothing = searched(carrying(1), search);
    expect(rates(nothing).at(-1)).toBe(search.least);
    expect(highestKept(nothing, search)).toBeUndefined();
    expect(rates(searched(carrying(50), { ...search, least: 20, most: 20 }))).toEqual([20]);
  });

  it("asks no more of a sender that offers no more", () => {
    const trials = searched(carrying(5000, 900), search);
    const best = highestKept(trials, search);
    expect(best).toMatchObject({ intended: 1778, offered: 900 });
    expect(best && isSenderLimited(best)).toBe(true);
    expect(trials).toHaveLength(2);
  });

  it("forgives a small loss that does not come again, and no large one", () => {
    const disturbed =
      (lossPercent: number): Path =>
      (intended, trials) =>
        trials.length === 0 ? { offered: intended, lossPercent } : carrying(1000)(intended, trials);
    expect(rates(searched(disturbed(4), search)).slice(0, 3)).toEqual([316.2, 316.2, 1778]);
    expect(highestKept(searched(disturbed(4), search), search)?.intended).toBe(982.4);
    expect(rates(searched(disturbed(40), search)).slice(0, 2)).toEqual([316.2, 56.23]);
  });
});
