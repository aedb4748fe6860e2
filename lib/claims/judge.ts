import type { RunRecord } from "../results/run-record.ts";
import {
  type Check,
  type Claim,
  type Evidence,
  type Finding,
  labsOf,
  labsOfCheck,
  together,
} from "./claim.ts";

/** A lab's latest run, or why there is none to judge by. */
export type Latest = { readonly run: RunRecord } | { readonly missing: string };

/** What is known about each lab, by its name. A lab that is not there has no run. */
export type LatestRuns = Readonly<Record<string, Latest | undefined>>;

/** Judges a claim by the latest runs of the labs that it names. */
export function judge(claim: Claim, latest: LatestRuns): Finding {
  const runOf = (lab: string) => runIn(latest[lab]);
  const absent = labsOf(claim).flatMap((lab) => (runOf(lab) ? [] : noRun(lab, latest[lab])));
  const { verdict, evidence } = finding(claim.checks.map((check) => factsOf(check, runOf)));
  return { verdict, evidence: [...absent, ...evidence] };
}

/** What one run tells about a claim by itself, and the other labs whose runs the claim needs as well. */
export function judgeAlone(claim: Claim, run: RunRecord): Finding & { readonly needs: readonly string[] } {
  const own = claim.checks.filter((check) => labsOfCheck(check).every((lab) => lab === run.lab));
  return {
    ...finding(own.map((check) => factsOf(check, () => run))),
    needs: labsOf(claim).filter((lab) => lab !== run.lab),
  };
}

/** A check that found no fact at all counts as unknown, so that none can hold vacuously. */
const finding = (checked: readonly (readonly Evidence[])[]): Finding => ({
  verdict: together(checked.map((facts) => together(facts.map(({ verdict }) => verdict)))),
  evidence: checked.flat(),
});

function factsOf(check: Check, runOf: (lab: string) => RunRecord | undefined): readonly Evidence[] {
  const run = runOf(check.lab);
  if (!run) return [];
  if (!("against" in check)) return check.facts(run);
  const other = runOf(check.against);
  return other ? check.facts(run, other) : [];
}

const runIn = (known: Latest | undefined): RunRecord | undefined =>
  known && "run" in known ? known.run : undefined;

const noRun = (lab: string, known: Latest | undefined): Evidence => ({
  what: lab,
  shows:
    known && "missing" in known ? known.missing : `no run yet; make one with: npx underlay deploy ${lab}`,
  verdict: "unknown",
  command: null,
});
