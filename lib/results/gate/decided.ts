import { kindOf, type ProbeResult } from "../../probes/kinds.ts";
import type { ComparisonRecord } from "../comparison/record.ts";
import { roundsToPass } from "./baseline.ts";
import { isClear } from "./verdict.ts";

/** After so many rounds in which neither has a figure both are taken for dead. */
const silentRounds = 3;

/** True when the gate's answer is clear, or when none is to be expected because a lab has no figure any more. */
export const isDecided = ({ gate, turns }: Pick<ComparisonRecord, "gate" | "turns">): boolean =>
  gate !== null &&
  ((gate.figures.length > 0 && isClear(gate.figures.map(({ verdict }) => verdict))) ||
    silent({ gate, turns }) !== null);

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
