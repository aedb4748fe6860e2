import { describe, expect, it } from "vitest";
import { comparisonReport } from "../../lib/report/comparison/report.ts";
import { junit } from "../../lib/report/gate/junit.ts";
import { gateMarkdown } from "../../lib/report/gate/markdown.ts";
import { gateText } from "../../lib/report/gate/text.ts";
import { comparisonRecord } from "../../lib/results/comparison/record.ts";
import { isDecided, silent } from "../../lib/results/gate/decided.ts";
import { judge } from "../../lib/results/gate/judge.ts";
import { judgeFigure } from "../../lib/results/gate/verdict.ts";
import { comparisonOf, type Figures } from "../fixtures/comparison.ts";
import { numbers, shapes } from "../fixtures/random.ts";

const [lab, reference] = ["lab-new", "lab-old"];
const rule = { maxRegression: 0.05, error: 0.05, seconds: 600 };

/** A gate over rounds in which the two have so many Gbit/s, or no figure. */
function gated(own: readonly (number | null)[], other: readonly (number | null)[] = own.map(() => 1)) {
  const rounds = (rates: readonly (number | null)[]): Figures[] => rates.map((gigabits) => ({ gigabits }));
  const record = comparisonOf({ [reference]: rounds(other), [lab]: rounds(own) });
  return { ...record, gate: judge(record, { lab, reference, origin: null, rule, judged: ["iperf/1"] }) };
}
const sound = Array<number>(21).fill(1);
/** Two of three samples fail. */
const failing = sound.map((rate, round) => (round % 3 === 2 ? rate : null));
/** One of three does. */
const wavering = sound.map((rate, round) => (round % 3 === 2 ? null : rate));
const oneLost = sound.map((rate, round) => (round === 10 ? null : rate));
const inOneLine = (text: string) => text.replace(/\s+/g, " ");
const none = (rounds: number) => Array<number | null>(rounds).fill(null);

/** The verdict with which a gate stops that looks after each round, and after how many. */
function stopped(own: readonly (number | null)[], other: readonly (number | null)[] = own.map(() => 1)) {
  const after = (rounds: number) => gated(own.slice(0, rounds), other.slice(0, rounds));
  const rounds = 1 + own.findIndex((_, last) => isDecided(after(last + 1)));
  return [after(rounds).gate.verdict, rounds];
}

describe("a gate of which one lab alone lacks figures", () => {
  it("is no pass where that lab lacks most, although none of its figures is worse", () => {
    const record = gated(failing);
    expect(silent(record)).toBeNull();
    expect(record.gate.verdict).toBe("regression");
    expect(record.gate.figures[0]?.loss).toMatchObject({
      ...{ median: null, high: null, pairs: 7, missing: { lab: 14, reference: 0 } },
    });
  });

  it("is no pass either where it lacks one in three, and says so", () => {
    const record = gated(wavering);
    expect(record.gate.verdict).toBe("inconclusive");
    expect(inOneLine(gateText(record))).toContain(
      "Throughput, 1 stream: the same, no figure of lab-new in 7 rounds in which lab-old has one.",
    );
  });

  it("is an improvement where the other one lacks most", () => {
    const record = gated(sound, failing);
    expect(record.gate.verdict).toBe("improvement");
    expect(inOneLine(gateText(record))).toContain(
      "Improvement: lab-new is better than lab-old. Throughput, 1 stream: no figure of lab-old in 14 rounds in which lab-new has one.",
    );
  });

  it("is what the others say where both lack the same, or one lacks a single one", () => {
    const [both, one] = [gated(wavering, wavering), gated(oneLost)];
    expect([both.gate.verdict, both.gate.figures[0]?.loss.missing]).toEqual([
      ...["pass", { lab: 0, reference: 0 }],
    ]);
    expect([one.gate.verdict, one.gate.figures[0]?.loss.missing]).toEqual([
      ...["pass", { lab: 1, reference: 0 }],
    ]);
    expect(inOneLine(gateText(one))).toContain(
      "no figure of lab-new in 1 round in which lab-old has one. Each",
    );
  });

  it("is decided also where no round has both figures, while others are measured", () => {
    const record = gated(sound.map(() => null));
    const alive = record.turns.map((turn) => ({
      ...turn,
      results: turn.results.map((result) =>
        result.kind === "cost"
          ? (record.turns.find(({ lab }) => lab === reference)?.results[0] ?? result)
          : result,
      ),
    }));
    const question = { lab, reference, origin: null, rule, judged: ["iperf/1"] };
    const gate = judge({ ...record, turns: alive }, question);
    expect([gate.verdict, silent({ gate, turns: alive })]).toEqual(["regression", null]);
    expect(isDecided({ gate, turns: alive })).toBe(true);
  });

  it("goes on while that lab is silent, until it is sure, and stops early where both are", () => {
    const most = Array.from({ length: 24 }, (_, round) => (round % 4 === 0 ? 1 : null));
    expect(stopped(most)).toEqual(["regression", 8]);
    expect(stopped(none(24))).toEqual(["regression", 6]);
    expect(stopped(Array(24).fill(1), none(24))).toEqual(["improvement", 6]);
    expect(stopped(none(24), none(24))).toEqual(["inconclusive", 3]);
  });

  it("stops where that lab has been silent for as many rounds as a verdict takes, and nothing is sure", () => {
    const noise = Array.from({ length: 20 }, (_, round) => (round % 2 === 0 ? 1.3 : 1 / 1.3));
    const [early, late] = [gated([...noise, ...none(6)]), gated([...noise, ...none(7)])];
    expect([silent(early), isDecided(early)]).toEqual([null, false]);
    expect([late.gate.verdict, silent(late), isDecided(late)]).toEqual(["inconclusive", lab, true]);
    expect(gateText(late)).toContain("Inconclusive: lab-new has no figure in the last rounds");
  });

  it("counts no round in which one of the two had no turn: an interruption failed no sample", () => {
    const times = (rounds: number, rate: number) => Array<number>(rounds).fill(rate);
    for (const record of [gated(times(6, 0.95), times(7, 1)), gated(times(7, 1), times(6, 1))]) {
      const { verdict, figures } = record.gate;
      expect([verdict, figures[0]?.loss.pairs, figures[0]?.loss.missing]).toEqual([
        ...["inconclusive", 6, { lab: 0, reference: 0 }],
      ]);
    }
  });

  it("is told as its evidence goes where the reference is silent at last", () => {
    const record = gated(Array(15).fill(1), [...Array(8).fill(1), ...none(7)]);
    expect([record.gate.verdict, silent(record)]).toEqual(["pass", reference]);
    expect(gateText(record)).toContain("Pass: no figure of lab-new is worse than that of lab-old by 5 %.");
  });

  it("errs no more often than is said, of labs that fail equally often", () => {
    const next = numbers(7);
    const missing = () => (next() < 0.5 ? 0 : Infinity);
    const round = () => (next() < 0.1 ? missing() : Math.exp(0.05 * shapes.normal(next)));
    const gates = Array.from({ length: 300 }, () => Array.from({ length: 20 }, round));
    const alarms = gates.filter((all) =>
      all.some((_, last) => {
        const { low, high } = judgeFigure(all.slice(0, last + 1), "more", rule, 1).loss;
        return low > 0 || high < 0;
      }),
    );
    // 5 % are allowed, and 300 gates show that to within 2.5 %.
    expect(alarms.length / 300).toBeLessThan(0.075);
  });
});

describe("what is told of missing figures", () => {
  const record = gated(failing);

  it("is how many there are, and no factor that nobody measured", async () => {
    const texts = [gateText(record), gateMarkdown(record), await comparisonReport(record), junit(record)];
    for (const text of texts.map(inOneLine)) {
      expect(text.replaceAll("\\", "")).toContain(
        "Throughput, 1 stream: no figure of lab-new in 14 rounds in which lab-old has one. Up to 5 % is allowed.",
      );
      expect(text).not.toMatch(/9\d(\.\d+)? % worse|100 % worse|NaN|Infinity/);
    }
    for (const text of texts.slice(0, 3).map(inOneLine))
      expect(text).toContain("Each such round counts as one in which that side is worse by any factor.");
    expect(gateText(record)).toMatch(/Throughput, 1 stream +no figure +not known +7 +regression/);
  });

  it("is kept in the record, which earlier ones lack", () => {
    expect(comparisonRecord.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
    const { missing: _, ...loss } = record.gate.figures[0]?.loss ?? {};
    const figures = record.gate.figures.map((figure) => ({ ...figure, loss }));
    const earlier = comparisonRecord.parse({ ...record, gate: { ...record.gate, figures } });
    expect(earlier.gate?.figures[0]?.loss.missing).toEqual({ lab: 0, reference: 0 });
  });

  it("is in JUnit's cases, whatever their verdict, with what failed", () => {
    const failed = (rounds: string) => `failed: ${rounds}, lab-new, iperf: iperf3: unable to connect`;
    expect(junit(record)).toMatch(
      /<failure message="no figure of lab-new in 14 rounds .*, 7 rounds with both">/,
    );
    expect(junit(record)).toContain(failed("rounds 1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20"));
    expect(junit(gated(wavering))).toMatch(/<error message="the same, no figure of lab-new in 7 rounds /);
    const passed = junit(gated(oneLost));
    expect(passed).toContain('failures="0" errors="0"');
    expect(passed).toMatch(/<system-out>pass: the same, surely within .*, no figure of lab-new in 1 round /);
    expect(passed).toContain(`${failed("round 11")}</system-out>`);
    expect(passed).not.toContain("lab-new, cost");
  });
});

describe("a figure of nothing on both sides", () => {
  const nothing = (agent: number, other = 0) => {
    const rounds = (seconds: number): Figures[] => Array(20).fill({ gigabits: 1, agent: seconds });
    const record = comparisonOf({ [reference]: rounds(other), [lab]: rounds(agent) });
    return judge(record, { lab, reference, origin: null, rule, judged: ["cost/agent"] });
  };

  it("is the same", () => {
    const { verdict, figures } = nothing(0);
    expect([verdict, figures[0]?.loss.pairs, figures[0]?.loss.median]).toEqual(["pass", 20, 0]);
  });

  it("is told from a figure of something", () => {
    expect([nothing(40).verdict, nothing(0, 40).verdict]).toEqual(["regression", "improvement"]);
  });
});
