import { describe, expect, it, vi } from "vitest";
import { comparisonReport } from "../../lib/report/comparison/report.ts";
import { junit } from "../../lib/report/gate/junit.ts";
import { gateMarkdown } from "../../lib/report/gate/markdown.ts";
import { gateText } from "../../lib/report/gate/text.ts";
import { comparisonRecord } from "../../lib/results/comparison/record.ts";
import { isDecided, silent } from "../../lib/results/gate/decided.ts";
import { figuresOf, judge } from "../../lib/results/gate/judge.ts";
import { seconds, share } from "../../scripts/amounts.ts";
import { exitCode, gateCommand } from "../../scripts/verbs/gate.ts";
import { comparisonOf, type Figures } from "../fixtures/comparison.ts";

const [lab, reference] = ["lab-new", "lab-old"];
const rule = { maxRegression: 0.05, error: 0.01, seconds: 600 };

/** A gate over rounds in which the lab has so many Gbit/s of one stream and its reference 1. */
function gated(rates: readonly (number | null)[], judged = ["iperf/1"]) {
  const rounds = (rate: (round: number) => number | null): Figures[] =>
    rates.map((_, round) => ({ gigabits: rate(round) }));
  const record = comparisonOf({
    [reference]: rounds(() => 1),
    [lab]: rounds((round) => rates[round] ?? null),
  });
  return { ...record, gate: judge(record, { lab, reference, origin: null, rule, judged }) };
}
const times = (count: number, rate: number | null) => Array<number | null>(count).fill(rate);

describe("a gate", () => {
  it.each([
    ["pass", times(20, 0.99), 0],
    ["regression", times(20, 0.9), 1],
    ["improvement", times(20, 1.2), 0],
    ["inconclusive", times(5, 1), 3],
  ] as const)("says %s, and exits so", (verdict, rates, code) => {
    const { gate } = gated(rates);
    expect([gate.verdict, exitCode(gate.verdict)]).toEqual([verdict, code]);
  });

  it("is decided as soon as the answer is clear, and not before", () => {
    expect(isDecided(gated(times(5, 0.9)))).toBe(false);
    expect(isDecided(gated(times(20, 0.9)))).toBe(true);
    expect(isDecided({ ...gated(times(20, 0.9)), gate: null })).toBe(false);
  });

  it("goes on over samples that failed, until it is sure", () => {
    const lossy = gated([...times(10, 1), null, ...times(10, 1)]);
    expect([lossy.gate.verdict, lossy.gate.figures[0]?.loss.pairs]).toEqual(["pass", 20]);
    const dying = gated([...times(2, 1), ...times(3, null)]);
    expect([dying.gate.verdict, silent(dying), isDecided(dying)]).toEqual(["inconclusive", null, false]);
    const dead = gated([...times(2, 1), ...times(9, null)]);
    expect([dead.gate.verdict, isDecided(dead)]).toEqual(["regression", true]);
  });

  it("judges the figures that are steady, and shows the others", () => {
    const { probes } = comparisonOf();
    expect(figuresOf(probes)).toEqual({
      all: ["cost/agent", "cost/softirq", "cost/host", "iperf/1"],
      steady: ["iperf/1"],
    });
    const { gate } = gated(times(20, 1));
    expect(gate.figures.map(({ key }) => key)).toEqual(["iperf/1"]);
    expect(gate.shown.map(({ key }) => key)).toEqual(["cost/agent", "cost/softirq", "cost/host"]);
  });

  it("is kept in the record, without infinity", () => {
    const record = gated(times(2, 1));
    expect(comparisonRecord.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
    expect(record.gate.figures[0]?.loss).toMatchObject({ low: null, high: null, pairs: 2 });
    const softirq = record.gate.shown.find(({ key }) => key === "cost/softirq");
    expect(softirq).toMatchObject({ better: "less", loss: { low: null, high: null, pairs: 2 } });
  });
});

describe("a gate's answer", () => {
  it("names the figure, how much and how sure", () => {
    const text = gateText(gated(times(20, 0.9)));
    expect(text).toContain("Regression: lab-new is worse than lab-old. Throughput, 1 stream: 10 % worse");
    expect(text).toContain("are called different in 1 % of gates at most");
    expect(text).toMatch(/Kernel's softirq time .* not judged/);
  });

  it("says what was asked as it was, however small", () => {
    const asked = (rate: number) => {
      const record = gated(times(20, rate));
      const small = { ...rule, error: 1 - 0.9999, maxRegression: 0.0025 };
      return gateText({ ...record, gate: { ...record.gate, rule: small } }).replace(/\s+/g, " ");
    };
    expect(asked(1)).toContain("called different in 0.01 % of gates at most");
    expect(asked(1)).toContain("by 0.25 %.");
    expect(asked(0.9)).toContain("Up to 0.25 % is allowed");
  });

  it("says how many rounds more would decide", () => {
    const wavering = times(16, 1).map((_, round) => (round % 2 === 0 ? 0.9 : 1.1));
    expect(gateText(gated(wavering))).toMatch(/About \d+ rounds\smore would decide/);
  });

  it("says that it is too early to say within what", () => {
    expect(gateText(gated(times(2, 1)))).toMatch(/the same, after too few rounds to say\swithin what/);
  });

  it("names impairments that one lab has alone", () => {
    const record = gated(times(20, 0.9));
    const [host] = record.labs[1]?.topology.hosts ?? [];
    const [place] = host?.interfaces ?? [];
    if (place) place.impairment = { rate: 1000 };
    expect(gateText(record)).toMatch(/lab-new has rate 1000 kbit\/s on \w+\./);
    expect(gateText(record)).toContain("lab-old has no impairment.");
  });

  it("is JUnit XML: a case for each figure, a regression as a failure, what is not sure as an error", () => {
    expect(junit(gated(times(20, 0.9)))).toContain('tests="1" failures="1" errors="0"');
    expect(junit(gated(times(5, 1)))).toContain('tests="1" failures="0" errors="1"');
    const passed = junit(gated(times(20, 1)));
    expect(passed).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuite name="lab-new against lab-old"/,
    );
    expect(passed).toContain('<testcase classname="lab-new" name="Throughput, 1 stream"><system-out>pass');
    expect(passed).toMatch(/ time="\d+\.\d" timestamp="/);
    expect(junit({ ...gated(times(20, 1)), finishedAt: "1970-01-01T00:00:00.000Z" })).not.toContain(" time=");
  });

  it("is a page without the probability of intervals that hold where the number of rounds was chosen before", async () => {
    const record = gated(times(20, 0.9));
    const page = await comparisonReport(record);
    expect(page).toContain("Regression: lab-new is worse than lab-old");
    expect(page).toContain("Ratio to lab-old");
    for (const text of ["90 %", "with a probability of", "Different", "coloured is different"])
      expect(page).not.toContain(text);
    const comparison = await comparisonReport({ ...record, gate: null });
    for (const text of ["90 %", "Different", "coloured is different"]) expect(comparison).toContain(text);
  });

  it("is Markdown whose text is no markup", () => {
    const record = gated(times(20, 1));
    const text = gateMarkdown({ ...record, environment: { ...record.environment, cpuModel: "a|b <c>" } });
    expect(text).toContain("### lab-new against lab-old: pass");
    expect(text).toContain("| Figure | Median | Surely within | Rounds | Verdict |\n| --- |");
    expect(text).toContain("a\\|b \\<c\\>");
  });
});

describe("the command", () => {
  it.each([["--budget", "soon"], ["--max-regression", "500%"], ["--no-such-option"]])(
    "does not take the nonsense %s for a regression",
    async (...wrong) => {
      const exit = vi.spyOn(process, "exit").mockImplementation((status) => {
        throw new Error(`exit ${status}`);
      });
      const quiet = { writeErr: () => undefined, writeOut: () => undefined };
      const command = gateCommand().configureOutput(quiet);
      await expect(command.parseAsync(["node", "gate", "lab-a", ...wrong])).rejects.toThrow("exit 2");
      exit.mockRestore();
    },
  );
});

describe("amounts on the command line", () => {
  it.each([
    ["5%", 0.05],
    ["5 %", 0.05],
    ["0.05", 0.05],
    ["2.5", 0.025],
  ])("the share %s is %d", (text, value) => {
    expect(share(0, 0.5)(text)).toBeCloseTo(value, 12);
  });
  it.each(["", "five", "-5%", "60%", "5%%", "1e-2"])("there is no share %j", (text) => {
    expect(() => share(0, 0.5)(text)).toThrow("Use a share from 0% to 50%.");
  });
  it.each([
    ["90s", 90],
    ["10m", 600],
    ["1h", 3600],
  ])("the time %s is %d s", (text, value) => {
    expect(seconds(10, 86_400)(text)).toBe(value);
  });
  it.each(["", "10", "5s", "10 m", "-1m", "25h"])("there is no time %j", (text) => {
    expect(() => seconds(10, 86_400)(text)).toThrow("Use a time from 10s to 24h");
  });
});
