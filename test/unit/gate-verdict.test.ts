import { describe, expect, it } from "vitest";
import { isClear, judgeFigure, together } from "../../lib/results/gate/verdict.ts";
import { numbers, shapes } from "../fixtures/random.ts";

const rule = { maxRegression: 0.05, error: 0.01 };

/** Ratios of two labs whose figures differ by this factor, with so much noise. */
function ratios(factor: number, pairs: number, spread = 0.02, seed = 1): number[] {
  const next = numbers(seed);
  return Array.from({ length: pairs }, () => factor * Math.exp(spread * shapes.normal(next)));
}

describe("the verdict on one figure", () => {
  it.each([
    ["more", 1, "pass"],
    ["more", 0.9, "regression"],
    ["more", 1.1, "improvement"],
    ["more", 0.985, "pass"],
    ["less", 1, "pass"],
    ["less", 1.1, "regression"],
    ["less", 0.9, "improvement"],
  ] as const)("where %s is better, of %f times the reference's: %s", (better, factor, verdict) => {
    expect(judgeFigure(ratios(factor, 40), better, rule, 4)).toMatchObject({ verdict, more: null });
  });

  it("is open with few pairs, and says how many more would about decide", () => {
    const decided = Array.from({ length: 40 }, (_, seed) => {
      const few = judgeFigure(ratios(1, 14, 0.06, seed), "more", rule, 4);
      if (few.verdict !== "inconclusive" || few.more === null) return true;
      return judgeFigure(ratios(1, 14 + few.more * 2, 0.06, seed), "more", rule, 4).verdict === "pass";
    });
    expect(decided.filter(Boolean).length).toBeGreaterThan(32);
    expect(judgeFigure(ratios(1, 3), "more", rule, 4)).toMatchObject({ verdict: "inconclusive", more: null });
    expect(judgeFigure([], "more", rule, 4)).toMatchObject({
      verdict: "inconclusive",
      loss: { median: null, pairs: 0 },
    });
  });

  it("tells the loss in the figure's own measure: of a throughput as of a latency", () => {
    const slower = judgeFigure(Array(30).fill(0.9), "more", rule, 1);
    expect(slower.loss.median).toBeCloseTo(0.1, 9);
    const later = judgeFigure(Array(30).fill(1.1), "less", rule, 1);
    expect(later.loss.median).toBeCloseTo(0.1, 9);
  });

  it("is a regression where the loss is just what is allowed, and none where it is half of that", () => {
    const verdicts = (factor: number) =>
      Array.from(
        { length: 20 },
        (_, seed) => judgeFigure(ratios(factor, 40, 0.004, seed), "more", rule, 2).verdict,
      );
    expect(new Set(verdicts(0.95))).toEqual(new Set(["regression"]));
    expect(new Set(verdicts(0.975))).toEqual(new Set(["pass"]));
  });

  it("is about the median: a sample that is far off does not turn it", () => {
    expect(judgeFigure([...ratios(1, 40), 0.01], "more", rule, 4).verdict).toBe("pass");
  });

  it("is sure of figures that never vary", () => {
    expect(judgeFigure(Array(30).fill(1), "more", rule, 4).verdict).toBe("pass");
  });
});

describe("the verdict on all figures", () => {
  it.each([
    [["pass", "pass"], "pass", true],
    [["pass", "improvement"], "improvement", true],
    [["inconclusive", "improvement"], "inconclusive", false],
    [["inconclusive", "regression", "pass"], "regression", true],
    [[], "inconclusive", true],
  ] as const)("of %j is %s", (verdicts, whole, clear) => {
    expect([together(verdicts), isClear(verdicts)]).toEqual([whole, clear]);
  });

  it("is false in no more than one of 100 comparisons of equal labs, looked at after each pair", () => {
    const alarms = Array.from({ length: 100 }, (_, seed) =>
      Array.from({ length: 4 }, (_, metric) => ratios(1, 20, 0.08, 1 + seed * 4 + metric)).some((all) =>
        [8, 12, 16, 20].some((pairs) =>
          ["regression", "improvement"].includes(judgeFigure(all.slice(0, pairs), "more", rule, 4).verdict),
        ),
      ),
    );
    expect(alarms.filter(Boolean).length).toBeLessThanOrEqual(1);
  });
});
