import { plural } from "../../figures/format.ts";
import type { GateRecord, JudgedFigure } from "../../results/comparison/record.ts";
import { roundsPerUntold } from "../../results/gate/verdict.ts";

/** Why one side alone has no figure in a round. */
interface Cause {
  readonly about: "missing" | "untold";
  /** In so many rounds, of that side, where the other one has it. */
  say(rounds: string, side: string, other: string): string;
  /** What such a round counts for. */
  readonly counts: string;
}

const causes: readonly Cause[] = [
  {
    about: "missing",
    say: (rounds, side, other) => `no figure of ${side} in ${rounds} in which ${other} has one`,
    counts: "Each such round counts as one in which that side is worse by any factor.",
  },
  {
    about: "untold",
    say: (rounds, side, other) =>
      `sound samples of ${side} do not tell it in ${rounds} in which those of ${other} do`,
    counts: `They have too few replies for a percentile, or hosts that do not count it. Such rounds are left out, and where more than one in ${roundsPerUntold} is, the figure neither passes nor is better.`,
  },
];

interface Missing {
  readonly text: string;
  readonly counts: string;
}

function allOf({ lab, reference, origin }: GateRecord, { loss }: JudgedFigure): Missing[] {
  const other = origin ?? reference;
  return causes.flatMap(({ about, say, counts }) => {
    const told = (rounds: number, side: string, has: string): Missing[] =>
      rounds === 0 ? [] : [{ text: say(plural(rounds, "round"), side, has), counts }];
    return [...told(loss[about].lab, lab, other), ...told(loss[about].reference, other, lab)];
  });
}

/** `no figure of lab-new in 14 rounds in which lab-old has one`, of each side that lacks any, and for each cause. */
export const missingOf = (gate: GateRecord, figure: JudgedFigure): string[] =>
  allOf(gate, figure).map(({ text }) => text);

/** Of which side figures are missing, and what that counts for: a line for all figures of which the same is to be said. */
export function missingIn(gate: GateRecord): string[] {
  const told = new Map<string, Missing & { readonly titles: string[] }>();
  for (const figure of [...gate.figures, ...gate.shown])
    for (const missing of allOf(gate, figure)) {
      const titles = [...(told.get(missing.text)?.titles ?? []), figure.title];
      told.set(missing.text, { ...missing, titles });
    }
  return [...told.values()].map(({ text, counts, titles }) => `${titles.join("; ")}: ${text}. ${counts}`);
}
