/**
 * Which rate to try next in a search for the highest that loses no more than is allowed: by halving what is left, in proportions, since
 * rates of modes differ by factors. Pure, so that a search can be tested with any path.
 */

export interface RateSearch {
  /** Where it begins and ends. */
  readonly least: number;
  readonly most: number;
  /** It ends when the lowest rate that lost too much is at most this much above the highest that did not: 0.05. */
  readonly resolution: number;
  /** Percent of loss that is allowed. */
  readonly maxLoss: number;
}

/** One rate that was tried, in the unit of the search. */
export interface Tried {
  /** What was to be sent: the intended load of RFC 2285. */
  readonly intended: number;
  /** What was sent: its offered load. A sender that cannot keep a rate offers less. */
  readonly offered: number;
  readonly lossPercent: number;
}

/** Less than this share of what was intended is what the sender could not offer, however much is asked of it. */
const kept = 0.95;

export const isSenderLimited = ({ intended, offered }: Tried): boolean => offered < kept * intended;

/**
 * A loss this many times what is allowed is no accident. A smaller one may be a moment in which somebody else had the processor, so its
 * rate is tried a second time (as in the binary search with loss verification of ETSI GS NFV-TST 009).
 */
const accident = 10;

/** The highest offered rate that lost no more than is allowed; undefined while there is none. */
export const highestKept = <Trial extends Tried>(
  trials: readonly Trial[],
  { maxLoss }: Pick<RateSearch, "maxLoss">,
): Trial | undefined =>
  trials
    .filter(({ lossPercent }) => lossPercent <= maxLoss)
    .reduce<Trial | undefined>(
      (best, trial) => (best === undefined || trial.offered > best.offered ? trial : best),
      undefined,
    );

/** Undefined when the search is over. */
export function nextRate(trials: readonly Tried[], search: RateSearch): number | undefined {
  const last = trials.at(-1);
  if (last && isDoubtful(last, trials, search)) return last.intended;
  const best = highestKept(trials, search);
  // More than it can offer cannot be asked of the sender.
  if (best && isSenderLimited(best)) return undefined;
  const tooMuch = trials.filter(({ lossPercent }) => lossPercent > search.maxLoss);
  const low = best?.intended;
  // One that was kept the second time lost nothing that counts.
  const high = Math.min(...tooMuch.map(({ intended }) => intended).filter((rate) => rate > (low ?? 0)));
  if (low === undefined)
    return Number.isFinite(high) ? below(high, search) : middle(search.least, search.most);
  if (!Number.isFinite(high)) return above(low, search);
  return isClose(low, high, search) ? undefined : middle(low, high);
}

/** Nothing was kept yet: the least of all comes last, and when that loses too much there is nothing. */
function below(high: number, search: RateSearch): number | undefined {
  if (high <= search.least) return undefined;
  return isClose(search.least, high, search) ? search.least : middle(search.least, high);
}

/** Everything was kept yet. */
function above(low: number, search: RateSearch): number | undefined {
  if (low >= search.most) return undefined;
  return isClose(low, search.most, search) ? search.most : middle(low, search.most);
}

function isDoubtful(last: Tried, trials: readonly Tried[], { maxLoss }: RateSearch): boolean {
  const times = trials.filter(({ intended }) => intended === last.intended).length;
  return times === 1 && last.lossPercent > maxLoss && last.lossPercent <= accident * maxLoss;
}

const isClose = (low: number, high: number, { resolution }: RateSearch): boolean =>
  high <= low * (1 + resolution);

/** To four digits: finer than any resolution that can be asked for. */
const middle = (low: number, high: number): number => Number(Math.sqrt(low * high).toPrecision(4));

/** No search is longer, whatever the trials tell: each second one at most is a repetition. */
export const mostTrials = ({ least, most, resolution }: RateSearch): number =>
  2 * (Math.ceil(Math.log2(Math.max(1, Math.log(most / least) / Math.log1p(resolution)))) + 2);
