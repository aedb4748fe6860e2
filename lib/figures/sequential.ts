import { mean } from "simple-statistics";

/**
 * Evidence that may be looked at after every sample: its error rate does not depend on when one stops (anytime-valid inference; Ramdas,
 * Grünwald, Vovk, Shafer, "Game-theoretic statistics and safe anytime-valid inference", Statistical Science 38(4), 2023).
 *
 * All that is asked of the samples is symmetry: a sample is as likely so far above the centre as below it, whatever the others were. The
 * logarithm of the ratio of two equal labs in a round has it when a coin says which lab comes first; drift, outliers and a machine that
 * is busy for a while do not take it away.
 *
 * A sample may be infinite: further off on one side than any that is measured. Bets on it win or lose all that they stake, as they do on
 * any that is far off. Symmetry asks of these what it asks of all: that +∞ is as likely as −∞.
 */

/**
 * Bets on how far samples lie above the centre, in powers of two of 1/unit. A bet of λ gains most where samples with a variance of σ²
 * lie θ = λσ² above; these are right for relative changes between a tenth of a percent and one half.
 */
const bets = Array.from({ length: 12 }, (_, power) => 2 ** power);

/** So much of its wealth a bet stakes at most: one sample that is far off on the wrong side leaves it a tenth, and not nothing. */
const stake = 0.9;

/**
 * How strongly samples speak against a centre at or below `centre`: a wealth that begins with 1, and that is expected to be 1 at most after
 * any number of samples if the centre lies there. So it ever reaches 1/p with probability p at most (Ville's inequality).
 *
 * Each sample multiplies what is on a bet by 1 + 0.9 tanh(λ(x − centre)), a martingale under symmetry; the wealth is spread over all bets.
 * Returned as a logarithm, since it outgrows numbers.
 */
export function logEvidenceAbove(samples: readonly number[], centre: number): number {
  const wealths = bets.map((bet) =>
    samples.reduce((sum, sample) => sum + Math.log1p(stake * Math.tanh(bet * (sample - centre))), 0),
  );
  const most = Math.max(...wealths);
  return most + Math.log(mean(wealths.map((wealth) => Math.exp(wealth - most))));
}

export interface SequentialInterval {
  /** −∞ where samples say too little; +∞ where they say that the centre is above all that are finite. */
  readonly low: number;
  readonly high: number;
}

/**
 * An interval that holds the centre of what is sampled after every number of samples at once, but for a probability of `error`: no matter
 * when one stops. It is wider than one for a number of samples that was fixed before, by about half.
 */
export const sequentialInterval = (samples: readonly number[], error: number): SequentialInterval => ({
  low: lowerEnd(samples, error / 2),
  high: -lowerEnd(
    samples.map((sample) => -sample),
    error / 2,
  ),
});

/** The median of samples of which some may be infinite: between two infinities of one sign it is that, and between two that differ 0. */
export function middleOf(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const [lower, upper] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  if (lower === undefined || upper === undefined) throw new Error("there is no median of no samples");
  if (lower === -upper) return 0;
  return lower === upper ? lower : (lower + upper) / 2;
}

/** The greatest centre that the evidence rules out. The evidence falls as the centre rises, so halving finds it. */
function lowerEnd(samples: readonly number[], error: number): number {
  const enough = -Math.log(error);
  const isRuledOut = (centre: number) => logEvidenceAbove(samples, centre) >= enough;
  const sorted = [...samples].sort((a, b) => a - b);
  const finite = sorted.filter(Number.isFinite);
  // Further off than all finite samples by more than any bet needs: what is not ruled out below them is ruled out nowhere, and what
  // is ruled out above them is so everywhere.
  const [below, above] = [(finite[0] ?? 0) - 10, (finite.at(-1) ?? 0) + 10];
  if (!isRuledOut(below)) return -Infinity;
  if (isRuledOut(above)) return Infinity;
  let [low, high] = [below, Math.min(above, middleOf(sorted))];
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (isRuledOut(middle)) low = middle;
    else high = middle;
  }
  return low;
}
