import { count, percent, plural, rounded } from "../../figures/format.ts";
import type { ComparisonRecord, GateRecord, JudgedFigure } from "../../results/comparison/record.ts";
import { isOfImpairments } from "../../results/gate/baseline.ts";
import { silent } from "../../results/gate/decided.ts";
import { roundsToOutweigh } from "../../results/gate/verdict.ts";
import { missingOf } from "./missing.ts";

/** A comparison that was judged. */
export type Gated = ComparisonRecord & { readonly gate: GateRecord };

/** `3.1 % worse`, `2 % better`, `the same`. */
function lossText(loss: number | null): string {
  if (loss === null) return "no figure";
  if (Math.abs(loss) < 0.0005) return "the same";
  return `${percent(Math.abs(loss))} ${loss > 0 ? "worse" : "better"}`;
}

/** `1.2 % better to 3.4 % worse`, from the best that it may be to the worst. Where a side has no figure, no percentage is an end. */
function intervalText(gate: GateRecord, figure: JudgedFigure): string {
  const { low, high } = figure.loss;
  if (low !== null && high !== null) return `${lossText(low)} to ${lossText(high)}`;
  return missingOf(gate, figure).length > 0 ? "not known" : "not known yet";
}

/** `about 12 rounds more`. */
export const moreText = ({ more }: JudgedFigure): string =>
  more === null ? "" : `about ${plural(more, "round")} more would decide`;

const figureCells = (gate: GateRecord, figure: JudgedFigure): string[] => [
  figure.title,
  lossText(figure.loss.median),
  intervalText(gate, figure),
  count(figure.loss.pairs),
];

export const headings = ["Figure", "Median", "Surely within", "Rounds", "Verdict"];

/** The figures that are judged, then those that are shown, each with what stands in its last cell. */
export const rowsOf = <Cell>(
  gate: GateRecord,
  verdict: (figure: JudgedFigure) => Cell,
): (readonly [...string[], Cell | string])[] => [
  ...gate.figures.map((figure) => [...figureCells(gate, figure), verdict(figure)] as const),
  ...gate.shown.map((figure) => [...figureCells(gate, figure), "not judged"] as const),
];

/** `3.1 % worse, surely within 1.2 % better to 3.4 % worse`, then of which side figures are missing. */
export function resultOf(gate: GateRecord, figure: JudgedFigure): string {
  const { median, low, high } = figure.loss;
  const missing = missingOf(gate, figure);
  const middle = median === null && missing.length > 0 ? [] : [lossText(median)];
  const where = roundsToOutweigh(figure.loss) > 0 ? " in rounds that both tell" : "";
  if (low !== null && high !== null) middle.push(`surely within ${intervalText(gate, figure)}${where}`);
  else if (missing.length === 0) middle.push("after too few rounds to say within what");
  return [...middle, ...missing].join(", ");
}

/** `0.25 %`, as it was asked for. */
const shareText = (share: number): string => `${rounded(100 * share)} %`;

/** The verdict in one sentence: which figure, how much, how sure. */
export function sentence({ gate, turns }: Gated): string {
  const { lab, rule, figures, verdict, baseline } = gate;
  const reference = gate.origin ?? gate.reference;
  const most = shareText(rule.maxRegression);
  const named = (wanted: JudgedFigure["verdict"]) =>
    figures
      .filter((figure) => figure.verdict === wanted)
      .map((figure) => `${figure.title}: ${resultOf(gate, figure)}`);
  if (verdict === "incomparable") {
    const differences = baseline?.differences ?? [];
    const save = differences.some(isOfImpairments)
      ? `Take away an impairment that was left over, or set the one that is missing, with: npx underlay impair ${lab} SEGMENT …. Or save it anew`
      : "Save it anew";
    return `Incomparable: what ${reference} holds says nothing of ${lab} now. ${differences.join("; ")}. Nothing was measured. ${save}, or use --against, which deploys both on this machine.`;
  }
  const dead = silent({ gate, turns });
  if (verdict === "regression")
    return `Regression: ${lab} is worse than ${reference}. ${named("regression").join("; ")}. Up to ${most} is allowed.`;
  if (verdict === "inconclusive" && dead !== null)
    return `Inconclusive: ${dead} has no figure in the last rounds, see the samples that failed.`;
  if (verdict === "inconclusive") {
    const open = figures.filter((figure) => figure.verdict === "inconclusive");
    const rounds = Math.max(...open.map(({ more }) => more ?? 0));
    const about = `About ${plural(rounds, "round")} more would decide`;
    const save = baseline ? ", but what it is set against has no more: save it anew with more --rounds" : "";
    const need = rounds > 0 ? ` ${about}${save}.` : "";
    return `Inconclusive: it is not sure yet whether ${lab} is worse than ${reference} by more than what is allowed (${most}). ${named("inconclusive").join("; ")}.${need}`;
  }
  if (verdict === "improvement")
    return `Improvement: ${lab} is better than ${reference}. ${named("improvement").join("; ")}.`;
  return `Pass: no figure of ${lab} is worse than that of ${reference} by ${most}.`;
}

/** How sure all of it is. */
export function surety({ rule, figures, baseline }: GateRecord): string {
  const sure = `Labs that are equal are called different in ${shareText(rule.error)} of gates at most, for ${plural(figures.length, "figure")} together, whenever a gate stops`;
  return baseline === null
    ? `${sure}.`
    : `${sure}, if the machine carries this lab as it did then, apart from what it carries on a path made by hand: figures of then (${baseline.cpu}) and now are ratios to such a path.`;
}
