import type { Better, Figure } from "../../probes/comparison.ts";
import { ratioOf } from "../comparison/ratio.ts";

type Readings = readonly (Figure | null)[];

/**
 * The ratio of a lab to its reference in each round, as a gate takes it; null where neither has a figure.
 *
 * A side that alone has no figure in a round counts as worse there than by any factor: 0 or infinity, which is no figure that was
 * measured. Left out, the samples that a change breaks would be those that nobody judges. What counting cannot tell apart is equal, so
 * that a figure of nothing on both sides can pass.
 */
export const judgedRatios = (of: Readings, to: Readings, better: Better): (number | null)[] =>
  of.map((reading, round) => {
    const other = to[round] ?? null;
    if (reading === null && other === null) return null;
    if (reading === null) return worst(better);
    if (other === null) return 1 / worst(better);
    return ratioOf(reading, other)?.value ?? (isNothing(reading) === isNothing(other) ? 1 : null);
  });

/**
 * What a lab has of a path that is there for the comparison alone, in each round: 0 where the lab alone has no figure, null where the
 * path has none, which says nothing of the lab.
 */
export const sharesOf = (of: Readings, path: Readings): (number | null)[] =>
  path.map((other, round) => {
    const reading = of[round] ?? null;
    if (other === null) return null;
    return reading === null ? 0 : (ratioOf(reading, other)?.value ?? null);
  });

/** The ratio of a lab's shares of now and of then, round by round, as those of two labs. */
export const ratiosOver = (
  now: readonly (number | null)[],
  then: readonly (number | null)[],
  better: Better,
): (number | null)[] =>
  now.map((share, round) => {
    const before = then[round] ?? null;
    if (share === null || before === null || (share === 0 && before === 0)) return null;
    if (share === 0) return worst(better);
    return before === 0 ? 1 / worst(better) : share / before;
  });

const worst = (better: Better): number => (better === "more" ? 0 : Number.POSITIVE_INFINITY);

/** True of 0 where nothing is said of the least that can be counted, so that it has no ratio to anything else. */
const isNothing = ({ value, least }: Figure): boolean => Math.max(value, least) <= 0;
