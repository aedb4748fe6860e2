import { middleOf, type SequentialInterval, sequentialInterval } from "../../figures/sequential.ts";
import type { Better } from "../../probes/comparison.ts";

/** What a gate lets pass, and how sure it must be. */
export interface Rule {
  /** How much worse a figure may be, as a fraction of the reference's: 0.05. */
  readonly maxRegression: number;
  /** The probability that any figure of equal labs is called different, whenever the gate stops: 0.01. */
  readonly error: number;
}

/**
 * - `pass`: surely not worse by as much as is not allowed any more
 * - `regression`: surely worse, and in the middle by about as much as is allowed (nine tenths) or more
 * - `improvement`: surely better, and in the middle by what would be a regression the other way
 * - `inconclusive`: none of them is sure yet
 * - `incomparable`: a stored baseline says nothing of what is measured now; nothing was
 */
export const verdicts = ["pass", "regression", "improvement", "inconclusive", "incomparable"] as const;
export type Verdict = (typeof verdicts)[number];

/** From this share of what is allowed on a loss counts as too much: whether one of just so much is seen would be a matter of chance. */
const tooMuch = 0.9;

/**
 * One in so many rounds of a figure may be such that one side alone does not tell it. Which rounds these are is no chance: it is a slow
 * sample that has too few replies for a percentile, so that the fast ones are left. If one round in twenty is left out and was worse than all
 * others, the median of all is what 53 % of the others do not exceed, hardly another figure. With every second round it is any.
 */
export const roundsPerUntold = 20;

/** A number of rounds for each side. */
export interface Sides {
  readonly lab: number;
  readonly reference: number;
}

/**
 * How much worse a figure is than the reference's, as a fraction: −0.02 for two percent better. It is infinite where a side has no figure at
 * all.
 */
export interface Loss extends SequentialInterval {
  /** Null where there is no pair. */
  readonly median: number | null;
  /** So many pairs of samples have both figures. */
  readonly pairs: number;
  /** So many lack that of one side alone. */
  readonly missing: Sides;
  /** In so many more a sound sample of one side alone has no such figure: these are no pairs. */
  readonly untold: Sides;
}

export interface Judged {
  readonly verdict: Verdict;
  readonly loss: Loss;
  /** About so many pairs more would decide; null where it is decided, or where too little is known to tell. */
  readonly more: number | null;
}

/**
 * One figure of two labs, pair by pair. `ratios` are the lab's to the reference's, of one pair of samples each, 0 or infinity where one side
 * has no figure (ratios.ts); `judged` figures share the rule's error (Bonferroni), so that what is said of all of them together is as sure
 * as it says.
 *
 * Labs that are equal fail equally often, so that a figure is as likely to be missing on the one side as on the other: what is asked of
 * samples, symmetry, holds of these pairs as well, and so does the bound of the error. A figure that is missing once in twenty rounds lets
 * the others pass; from about one in five on (ln 1.9 / ln 19) bets on the others never gain what they lose.
 *
 * Rounds that one side alone does not tell are no evidence, and too many of them leave open what the others would let pass.
 */
export function judgeFigure(
  ratios: readonly number[],
  better: Better,
  { maxRegression, error }: Rule,
  judged: number,
  untold: Sides = { lab: 0, reference: 0 },
): Judged {
  const sign = better === "more" ? -1 : 1;
  // As logarithms a loss and a gain of the same factor are the same distance from none.
  const losses = ratios.map((ratio) => sign * Math.log(ratio));
  const allowed = sign * Math.log1p(sign * maxRegression);
  const interval = sequentialInterval(losses, error / judged);
  const middle = losses.length === 0 ? null : middleOf(losses);
  const lacking = (loss: number) => losses.filter((each) => each === loss).length;
  const missing = { lab: lacking(Infinity), reference: lacking(-Infinity) };
  const pairs = losses.length - missing.lab - missing.reference;
  const isOpen = roundsToOutweigh({ pairs, missing, untold }) > 0;
  const seen = middle === null ? "inconclusive" : verdictOn(interval, middle, allowed);
  const verdict = isOpen && seen !== "regression" ? "inconclusive" : seen;
  const fraction = (log: number) => sign * Math.expm1(sign * log);
  // What is not known, or no figure at all, stays so: as a fraction it would be a loss, or a gain, of the whole figure.
  const end = (log: number) => (Number.isFinite(log) ? fraction(log) : log);
  return {
    verdict,
    loss: {
      median: middle === null ? null : end(middle),
      low: end(interval.low),
      high: end(interval.high),
      ...{ pairs, missing, untold },
    },
    // How many of the next ones both sides tell is not known.
    more:
      verdict === "inconclusive" && middle !== null && !isOpen
        ? pairsMore(losses.length, interval, middle, allowed)
        : null,
  };
}

/** So many rounds more that both sides tell would make those that one side alone does not tell few enough; 0 where they are. */
export function roundsToOutweigh({ pairs, missing, untold }: Pick<Loss, "pairs" | "missing" | "untold">) {
  const alone = untold.lab + untold.reference;
  return Math.max(0, roundsPerUntold * alone - (pairs + missing.lab + missing.reference + alone));
}

function verdictOn({ low, high }: SequentialInterval, middle: number, allowed: number): Verdict {
  if (low > 0 && middle >= tooMuch * allowed) return "regression";
  if (high < 0 && middle <= -tooMuch * allowed) return "improvement";
  return high < allowed ? "pass" : "inconclusive";
}

/** The interval narrows with the square root of the number of pairs; the nearer of what could decide is what it has to leave out. */
function pairsMore(
  pairs: number,
  { low, high }: SequentialInterval,
  middle: number,
  allowed: number,
): number | null {
  const half = (high - low) / 2;
  const room = middle >= tooMuch * allowed ? middle : allowed - middle;
  if (!Number.isFinite(half) || room <= 0) return null;
  return Math.max(1, Math.ceil(pairs * ((half / room) ** 2 - 1)));
}

/** What the verdicts on all figures amount to: a regression of one is one of the whole, and what is open of one leaves the whole open. */
export function together(verdicts: readonly Verdict[]): Verdict {
  const worst = (["regression", "inconclusive", "improvement"] as const).find((each) =>
    verdicts.includes(each),
  );
  return worst ?? (verdicts.length === 0 ? "inconclusive" : "pass");
}

/** True when more samples could change nothing that counts. */
export const isClear = (verdicts: readonly Verdict[]): boolean =>
  verdicts.includes("regression") || !verdicts.includes("inconclusive");
