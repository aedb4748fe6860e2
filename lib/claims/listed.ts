import type { LabClaimId } from "../model/claim-ids.ts";
import type { JudgedClaim } from "../results/judged-claim.ts";
import type { RunRecord } from "../results/run-record.ts";
import { subjectOf } from "./claim.ts";
import { claimOf } from "./claims.ts";
import { judgeAs } from "./judge.ts";

/** Judges a run by claims that its lab lists: by all that a run of the lab would show which the claim is about. */
export const judgeListed = (ids: readonly LabClaimId[], run: RunRecord): JudgedClaim[] =>
  ids.map((id) => {
    const claim = claimOf(id);
    const { verdict, evidence } = judgeAs(claim, run, subjectOf(claim));
    return {
      id,
      verdict,
      evidence: evidence.map(({ command, ...fact }) => ({ ...fact, command: command && [...command] })),
    };
  });
