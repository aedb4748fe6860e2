import { percent, plural } from "../../figures/format.ts";
import { leastCoverage } from "../../figures/median-interval.ts";
import { outliersIn } from "../../results/comparison/outliers.ts";
import type { ComparisonRecord, LabFigures, MetricSummary, Twin } from "../../results/comparison/record.ts";
import { silencesIn } from "../../results/comparison/silent.ts";
import { coverageOfEach, roundsFor } from "../../results/comparison/together.ts";
import { figureText, firstOf } from "./figures.ts";

/** What makes a difference count, with this comparison's own numbers; of a gate, what its figures say beside the verdict. */
export function howToRead(record: ComparisonRecord): string[] {
  const { summary, gate } = record;
  const bounds = summary.some(({ labs }) => labs.some(({ ratio }) => (ratio?.bounds ?? 0) > 0));
  return [
    ...(gate === null
      ? [
          medians(summary.flatMap(({ labs }) => labs)),
          ratios(record),
          `Two labs are different when the ratio's interval excludes 1 and its median is further from 1 than the noise floor. ${noiseOf(record)}`,
        ]
      : [besideVerdict, noiseOf(record)]),
    ...(bounds
      ? [
          "≥ and ≤: one of the two is too little to be counted, and the ratio is the nearest to 1 that it can be.",
        ]
      : []),
  ];
}

/** A gate ends when its figures are clear, so that the probability of an interval for a number of rounds that was chosen before is none of it. */
const besideVerdict =
  "Intervals are of the median, between samples, and ratios are of rounds that have both figures. A gate ends as soon as its answer is clear: how sure it is, the verdict's own intervals tell, and these do not.";

function medians(figures: readonly LabFigures[]): string {
  const coverages = coverageOf(figures);
  return coverages === ""
    ? "There are no intervals: they need two rounds with figures."
    : `Intervals are of the median, between samples, whatever their distribution; each holds it with a probability of ${coverages}.`;
}

/** `93.8 %`, or the least and the greatest where labs lack different rounds. */
function coverageOf(figures: readonly LabFigures[]): string {
  const known = [...new Set(figures.flatMap(({ interval }) => interval?.coverage ?? []))];
  known.sort((a, b) => a - b);
  return [...new Set([known[0], known.at(-1)])]
    .flatMap((value) => (value === undefined ? [] : percent(value)))
    .join(" to ");
}

function ratios({ summary, ratios: count }: ComparisonRecord): string {
  const found = summary.flatMap(({ labs }) => labs.flatMap(({ ratio }) => ratio ?? []));
  const told = found.filter(({ interval }) => (interval?.coverage ?? 0) >= coverageOfEach(count));
  const all = count === 1 ? "its interval holds" : `the intervals of all ${count} hold together`;
  const what = `Ratios are taken in each round; ${all} with a probability of ${percent(leastCoverage)} or more`;
  return told.length === found.length
    ? `${what}.`
    : `${what}, for which each needs ${plural(roundsFor(count), "round")} that have both figures: ${plural(found.length - told.length, "ratio")} ${found.length - told.length === 1 ? "is" : "are"} not known.`;
}

/** Which noise floors there are, and whence. */
export function noiseOf({ summary, twin, ...record }: ComparisonRecord): string {
  if (summary.length === 0) return "Nothing was measured.";
  const measured = summary.filter((each) => each.twin !== null && each.twin.floor !== null);
  const assumed = summary.filter((each) => !measured.includes(each));
  const list = (parts: readonly MetricSummary[], name: (each: MetricSummary) => string) =>
    [...new Set(parts.map((each) => `${percent(each.metric.noise)} for ${name(each)}`))].join(", ");
  return [
    ...(measured.length > 0 && twin?.status === "measured"
      ? [
          `The noise floor was measured meanwhile with ${twin.lab}, a copy of ${firstOf(record)} (root mean square of its ratios): ${list(measured, ({ metric }) => metric.title)}.`,
        ]
      : []),
    ...(assumed.length > 0
      ? [
          `${measured.length > 0 ? "Else it" : "The noise floor"} is that of other machines, ${whyAssumed(twin)}: ${list(assumed, ({ metric }) => metric.quantity)}.`,
        ]
      : []),
  ].join(" ");
}

function whyAssumed(twin: Twin | null): string {
  if (twin === null) return "since no copy of a lab was measured";
  return twin.status === "none"
    ? `since no copy of a lab was measured (${twin.reason})`
    : `where ${twin.lab} has fewer than five ratios`;
}

/** What happened to single labs and samples, which no table shows. */
export const happenings = (record: ComparisonRecord): string[] => [
  ...silencesIn(record).map(({ lab, since }) =>
    since === null
      ? `${lab} has no figure in any round.`
      : `${lab} has no figure from round ${since} on; what it had until then counts.`,
  ),
  ...record.summary.flatMap(outlying),
];

/** `lab-b stands out in rounds 3, 7: …`: a line for each lab. */
function outlying(summary: MetricSummary): string[] {
  const { title, unit } = summary.metric;
  const found = outliersIn(summary);
  return [...new Set(found.map(({ lab }) => lab))].map((lab) => {
    const outliers = found.filter((outlier) => outlier.lab === lab);
    const rounds = outliers.map(({ round }) => round);
    const values = outliers.map(({ value }) => figureText(value, unit)).join(", ");
    const middle = figureText(outliers[0]?.median ?? null, unit);
    return `${lab} stands out in ${roundsNamed(rounds)}: ${title} ${values}, and ${middle} in the median of its rounds.`;
  });
}

/** `round 3`, `rounds 3, 7`. */
const roundsNamed = (rounds: readonly number[]): string =>
  `round${rounds.length > 1 ? "s" : ""} ${rounds.join(", ")}`;

/** Why samples have no figure; what failed in several rounds for the same reason is said once. */
export function failures({ turns }: Pick<ComparisonRecord, "turns">): string[] {
  const found = new Map<string, number[]>();
  for (const { round, lab, results } of turns)
    for (const { name, status, reason } of results) {
      if (status !== "failed") continue;
      const what = `${lab}, ${name}: ${reason ?? "no reason given"}`;
      found.set(what, [...(found.get(what) ?? []), round]);
    }
  return [...found].map(([what, rounds]) => `${roundsNamed(rounds)}, ${what}`);
}
