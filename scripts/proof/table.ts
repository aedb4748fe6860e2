import { quantileSorted, sampleStandardDeviation } from "simple-statistics";
import { count, percent } from "../../lib/figures/format.ts";
import { numbers } from "../../lib/figures/random.ts";
import { markdownTable } from "../../lib/report/markdown.ts";
import type { Rule, Verdict } from "../../lib/results/gate/verdict.ts";
import { type Comparison, disjoint, roundsOf, simulated } from "./comparisons.ts";
import type { Recording } from "./recording.ts";
import { scenarios } from "./scenarios.ts";

/** Rounds after which a comparison is given up. */
const most = 20;

const head = [
  "labs",
  "comparisons",
  "called slower",
  "called faster",
  "passed",
  "not sure",
  "rounds, median",
  "19 of 20 within",
];

const allowed = 0.05;

/** What gates of two kinds would have said, with so many simulated comparisons of each kind, and where it was measured. */
export function proofText(recordings: readonly Recording[], simulations = 1000): string {
  const tables = [0.01, 0.05].map((error) => {
    const rule: Rule = { maxRegression: allowed, error };
    return `With \`--max-regression ${percent(allowed)} --confidence ${1 - error}\`, of at most ${most} rounds each:\n\n${proofTable(recordings, rule, simulations)}`;
  });
  const where = recordings.map(
    ({ measuredAt, machine, secondsPerRound, ...each }) =>
      `- "${titleOf(each)}": ${count(roundsOf(each).length)} rounds of ${secondsPerRound} s on ${measuredAt}, ${machine}; ratios spread by ${spreadOf(each)}`,
  );
  return [...tables, "Recorded:", where.join("\n")].join("\n\n");
}

/** A row for each scenario that was recorded, then one for each of what was simulated from those of equal labs. */
function proofTable(recordings: readonly Recording[], rule: Rule, simulations: number): string {
  const recorded = scenarios.flatMap((scenario) => {
    const parts = recordings.filter((each) => each.scenario === scenario.name).map(roundsOf);
    return parts.length > 0 ? [{ ...scenario, parts }] : [];
  });
  const equal = recorded.filter(({ slower }) => slower === 0);
  const rows = [
    ...recorded.map(({ title, parts }) =>
      row(
        title,
        parts.flatMap((rounds) => disjoint(rounds, rule, most)),
      ),
    ),
    ...equal.flatMap(({ title, parts }) =>
      [0, 0.05, 0.1].map((slower) => {
        const next = numbers(1);
        const drawn = simulated(parts.flat(), slower, rule, { most, count: simulations, next });
        const what = slower === 0 ? "equal" : `${percent(slower)} slower`;
        return row(`${what}: *simulated* with the noise of "${title}"`, drawn);
      }),
    ),
  ];
  return markdownTable(head, rows);
}

/** The standard deviation of each figure's logarithms of ratios: of one round, as a share. */
const spreadOf = ({ figures }: Pick<Recording, "figures">): string =>
  Object.entries(figures)
    .map(([key, ratios]) => {
      const logarithms = ratios.flatMap((ratio) => (ratio === null ? [] : Math.log(ratio)));
      return `${logarithms.length < 2 ? "–" : percent(sampleStandardDeviation(logarithms))} (${key})`;
    })
    .join(", ");

const titleOf = ({ scenario }: Pick<Recording, "scenario">) =>
  scenarios.find(({ name }) => name === scenario)?.title ?? scenario;

function row(title: string, comparisons: readonly Comparison[]): string[] {
  const share = (verdict: Verdict) => {
    const count = comparisons.filter((each) => each.verdict === verdict).length;
    return count === 0 ? "0" : `${count} (${percent(count / comparisons.length)})`;
  };
  const rounds = comparisons.map((each) => each.rounds).sort((a, b) => a - b);
  const within = (quantile: number) =>
    rounds.length === 0 ? "–" : `${Math.ceil(quantileSorted(rounds, quantile))}`;
  return [
    ...[title, String(comparisons.length)],
    ...(["regression", "improvement", "pass", "inconclusive"] as const).map(share),
    ...[within(0.5), within(0.95)],
  ];
}
