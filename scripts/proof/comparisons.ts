import { isClear, judgeFigure, type Rule, together, type Verdict } from "../../lib/results/gate/verdict.ts";
import type { Recording } from "./recording.ts";

/** What a gate would have said, and after how many rounds. */
export interface Comparison {
  readonly verdict: Verdict;
  readonly rounds: number;
}

/** The ratios of one round, by figure; null where there is none. */
export type Round = Readonly<Record<string, number | null>>;

/** What a gate says of these rounds: it looks after each, and stops when it is clear, or at the last. */
export function gateOn(rounds: readonly Round[], rule: Rule): Comparison {
  const keys = Object.keys(rounds[0] ?? {});
  for (let count = 1; count <= rounds.length; count += 1) {
    const seen = rounds.slice(0, count);
    const verdicts = keys.map((key) => {
      const ratios = seen.flatMap((round) => round[key] ?? []);
      return judgeFigure(ratios, "more", rule, keys.length).verdict;
    });
    if (isClear(verdicts)) return { verdict: together(verdicts), rounds: count };
  }
  return { verdict: "inconclusive", rounds: rounds.length };
}

/** Cuts a recording into comparisons that have no round in common: each begins where the one before has stopped. */
export function disjoint(rounds: readonly Round[], rule: Rule, most: number): Comparison[] {
  const found: Comparison[] = [];
  for (let at = 0; at + most <= rounds.length; ) {
    const comparison = gateOn(rounds.slice(at, at + most), rule);
    found.push(comparison);
    at += comparison.rounds;
  }
  return found;
}

export const roundsOf = ({ figures }: Pick<Recording, "figures">): Round[] => {
  const count = Object.values(figures)[0]?.length ?? 0;
  return Array.from({ length: count }, (_, at) =>
    Object.fromEntries(Object.entries(figures).map(([key, ratios]) => [key, ratios[at] ?? null])),
  );
};

/**
 * Comparisons of labs of which one is slower by `slower`, made from the noise of equal ones: rounds are drawn from a recording, and in half
 * of them the two labs change places. All figures of a round are drawn together, as they were measured.
 */
export function simulated(
  equal: readonly Round[],
  slower: number,
  rule: Rule,
  { most, count, next }: { readonly most: number; readonly count: number; readonly next: () => number },
): Comparison[] {
  const draw = (): Round => {
    const round = equal[Math.floor(next() * equal.length)] ?? {};
    const turned = next() < 0.5;
    const changed = (ratio: number) => (turned ? 1 / ratio : ratio) * (1 - slower);
    return Object.fromEntries(
      Object.entries(round).map(([key, ratio]) => [key, ratio === null ? null : changed(ratio)]),
    );
  };
  return Array.from({ length: count }, () => gateOn(Array.from({ length: most }, draw), rule));
}
