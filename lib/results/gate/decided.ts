import { kindOf, type ProbeResult } from "../../probes/kinds.ts";
import type { ComparisonRecord } from "../comparison/record.ts";
import { isClear } from "./verdict.ts";

/** After so many rounds without a figure a lab is taken for dead. */
const silentRounds = 3;

/** True when the gate's answer is clear, or when none can come because a lab has no figure any more. */
export const isDecided = ({ gate, turns }: Pick<ComparisonRecord, "gate" | "turns">): boolean =>
  gate !== null &&
  ((gate.figures.length > 0 && isClear(gate.figures.map(({ verdict }) => verdict))) ||
    silent({ gate, turns }) !== null);

/** The lab of which the newest rounds have no figure; null when both have. */
export function silent({ gate, turns }: Pick<ComparisonRecord, "gate" | "turns">): string | null {
  const isSilent = (name: string) => {
    const newest = turns.filter(({ lab }) => lab === name).slice(-silentRounds);
    return newest.length === silentRounds && !newest.some(({ results }) => results.some(hasFigure));
  };
  return gate === null ? null : ([gate.lab, gate.reference].find(isSilent) ?? null);
}

export const hasFigure = (result: ProbeResult): boolean =>
  kindOf(result).comparison?.hasFigure(result) ?? false;
