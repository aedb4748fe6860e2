import type { ComparisonRecord } from "../results/comparison/record.ts";
import type { RunRecord } from "../results/run-record.ts";
import { chooseComparison, chooseRuns, type KnownRuns } from "./choose.ts";
import {
  type Check,
  type Claim,
  type Evidence,
  type Finding,
  type InTurns,
  inTurnsOf,
  labsOf,
  runsOfCheck,
  together,
} from "./claim.ts";
import { impaired, noComparison, noRun, otherHardware } from "./facts/missing.ts";

/** What a claim is judged by: labs' runs by name, and finished comparisons, newest first. */
export interface Known {
  readonly runs: KnownRuns;
  readonly comparisons: readonly ComparisonRecord[];
}

/** A finding, with the records that it rests on. */
export interface Judgement extends Finding {
  readonly runs: readonly RunRecord[];
  readonly comparisons: readonly ComparisonRecord[];
}

/** Judges a claim by the newest runs and comparisons of the labs that it names. */
export function judge(claim: Claim, { runs: known, comparisons }: Known): Judgement {
  const runOf = chooseRuns(claim, known);
  const comparisonOf = (check: InTurns) => chooseComparison(check, comparisons);
  const labs = labsOf(claim);
  const absent = labs.flatMap((lab) => (runOf(lab) ? [] : noRun(lab, known, besides(claim, lab))));
  const { verdict, evidence } = finding(claim.checks.map((check) => factsOf(check, { runOf, comparisonOf })));
  return {
    verdict,
    evidence: [...absent, ...evidence],
    runs: labs.flatMap((lab) => runOf(lab) ?? []),
    comparisons: [...new Set(inTurnsOf(claim).flatMap((check) => comparisonOf(check) ?? []))],
  };
}

/** The labs that a lab is set against. */
const besides = ({ checks }: Claim, lab: string): string[] =>
  checks
    .filter((check) => "against" in check)
    .map(runsOfCheck)
    .filter((labs) => labs.includes(lab))
    .flat();

/** What one run tells about a claim by itself, and the other labs whose runs the claim needs as well. */
export const judgeAlone = (
  claim: Claim,
  run: RunRecord,
): Finding & { readonly needs: readonly string[] } => ({
  ...judgeAs(claim, run, run.lab),
  needs: labsOf(claim).filter((lab) => lab !== run.lab),
});

/** What a run shows as one of `lab`: by the checks for which one run of that lab is enough. */
export function judgeAs({ checks }: Claim, run: RunRecord, lab: string): Finding {
  const own = checks.filter((check) => isAlone(check, lab));
  return finding(own.map((check) => factsOf(check, { runOf: () => run, comparisonOf: () => undefined })));
}

/** True for a check that one run of this lab is enough for. */
export function isAlone(check: Check, lab: string): boolean {
  const labs = runsOfCheck(check);
  return labs.length > 0 && labs.every((name) => name === lab);
}

/** A check that found no fact at all counts as unknown, so that none can hold vacuously. */
const finding = (checked: readonly (readonly Evidence[])[]): Finding => ({
  verdict: together(checked.map((facts) => together(facts.map(({ verdict }) => verdict)))),
  evidence: checked.flat(),
});

interface Chosen {
  readonly runOf: (lab: string) => RunRecord | undefined;
  readonly comparisonOf: (check: InTurns) => ComparisonRecord | undefined;
}

function factsOf(check: Check, { runOf, comparisonOf }: Chosen): readonly Evidence[] {
  if ("inTurns" in check) {
    const comparison = comparisonOf(check);
    return comparison ? check.facts(comparison) : [noComparison(check)];
  }
  const run = runOf(check.lab);
  if (!run) return [];
  if (!("against" in check)) return check.facts(run);
  const other = runOf(check.against);
  if (!other) return [];
  const unlike = otherHardware(run, other) ?? impaired(run, other);
  return unlike ? [unlike] : check.facts(run, other);
}
