import { z } from "zod";
import type { LabClaimId } from "../model/claim-ids.ts";
import type { LabSpec } from "../model/lab-spec.ts";
import type { Bench } from "../probes/bench.ts";
import type { JudgedClaim } from "../results/judged-claim.ts";
import type { Kind } from "./kind.ts";
import { line } from "./plain.ts";

/** A kind of check as a value. checks.ts lists them. */
export interface CheckKind<Options> extends Kind<Options> {
  /** One look. Whatever it rejects with is why the check could not be judged. */
  look(options: Options, ground: Ground): Promise<Seen>;
  /** The machines without which it says nothing. @default none */
  needs?(options: Options, lab: LabSpec): readonly string[];
}

/** A lab on which checks are run. */
export interface Ground extends Bench {
  /** Runs the lab's probes quickly, and judges a claim by that run alone. */
  judge(claim: LabClaimId): Promise<JudgedClaim>;
  /** Runs one look at the lab when it is its turn, where many labs are checked at the same time. @default at once */
  inTurn?: InTurn;
}

export type InTurn = <T>(look: () => Promise<T>) => Promise<T>;

/** What a look found. */
export interface Seen {
  readonly passed: boolean;
  /** What is so, in a sentence without its full stop; quoted output has lines of its own. */
  readonly shows: string;
}

export const seen = (passed: boolean, shows: string): Seen => ({ passed, shows });

/** Seconds that a check may wait at most: longer, and nobody waits with it. */
const longestWait = 600;

/** What every check may be given beside its kind's own options. */
export const common = {
  wait: z
    .number()
    .min(0)
    .max(longestWait)
    .default(0)
    .describe("Seconds within which it must pass: it is looked at again until then. Default: 0, one look."),
  level: z
    .enum(["error", "warning"])
    .default("error")
    .describe("`warning`: the task is solved although it fails. Default: error."),
  label: line(120)
    .optional()
    .describe("What people are told it is. Default: its own words, which may give the answer away."),
};
