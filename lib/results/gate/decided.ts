import { kindOf, type ProbeResult } from "../../probes/kinds.ts";
import type { ComparisonRecord, JudgedFigure } from "../comparison/record.ts";
import { roundsToPass } from "./baseline.ts";
import { isClear, type Rule, roundsToOutweigh } from "./verdict.ts";

/** After so many rounds in which neither has a figure both are taken for dead. */
const silentRounds = 3;

/**
 * True when the gate's answer is clear, or when none is to be expected: because a lab has no figure any more, or because so many rounds as
 * are `left` make none clear that is open.
 */
export function isDecided(
  { gate, turns }: Pick<ComparisonRecord, "gate" | "turns">,
  left = Number.POSITIVE_INFINITY,
): boolean {
  if (gate === null) return false;
  const waitedFor = gate.figures.filter((figure) => !staysOpen(figure, gate.rule, left));
  const isSaid = gate.figures.length > 0 && isClear(waitedFor.map(({ verdict }) => verdict));
  return isSaid || silent({ gate, turns }) !== null;
}

/** True of a figure that would have passed by now, but for more rounds that one side alone does not tell than so many others outweigh. */
const staysOpen = ({ verdict, loss }: JudgedFigure, { maxRegression }: Rule, left: number): boolean =>
  verdict === "inconclusive" &&
  loss.high !== null &&
  loss.high < maxRegression &&
  roundsToOutweigh(loss) > left;

/**
 * A lab of which the newest rounds have no figure; null where both have. One that is silent alone is evidence in each round, so that the
 * gate goes on for as many as a verdict takes.
 */
export function silent({ gate, turns }: Pick<ComparisonRecord, "gate" | "turns">): string | null {
  if (gate === null) return null;
  const isSilent = (name: string, rounds: number) => {
    const newest = turns.filter(({ lab }) => lab === name).slice(-rounds);
    return newest.length === rounds && !newest.some(({ results }) => results.some(hasFigure));
  };
  const [first, second] = [gate.lab, gate.reference].filter((name) => isSilent(name, silentRounds));
  if (first === undefined || second !== undefined) return first ?? null;
  return isSilent(first, roundsToPass(gate.figures.length, gate.rule)) ? first : null;
}

export const hasFigure = (result: ProbeResult): boolean =>
  kindOf(result).comparison?.hasFigure(result) ?? false;
