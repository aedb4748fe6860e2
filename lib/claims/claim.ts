import type { ClaimId } from "../model/claim-ids.ts";
import type { HostKind } from "../model/host-kinds.ts";
import type { ComparisonRecord } from "../results/comparison/record.ts";
import type { Verdict } from "../results/judged-claim.ts";
import type { RunRecord } from "../results/run-record.ts";

/**
 * A claim is a sentence of the article that the labs rebuild, as checks over what runs recorded. What a run does
 * not tell is `unknown` with a reason: missing data never lets a claim hold.
 */
export interface Claim {
  /** Unique and stable, e.g. `bridge`. */
  readonly id: ClaimId;
  /** What the article says. */
  readonly sentence: string;
  /** The first one's lab is the one that the claim is about. */
  readonly checks: readonly [Check, ...Check[]];
}

/** Facts that a lab's run shows, by itself or beside another lab's, or that labs show which were probed in turns. */
export type Check = Alone | Compared | InTurns;

interface Alone {
  readonly lab: string;
  facts(run: RunRecord): readonly Evidence[];
}

interface Compared {
  readonly lab: string;
  readonly against: string;
  facts(run: RunRecord, other: RunRecord): readonly Evidence[];
}

/** Labs that are set against each other: two or more. */
export interface InTurns {
  readonly inTurns: readonly [string, string, ...string[]];
  /** What hosts are to be where labs leave it open, so that all have equal ones. @default - any kind, the same for all */
  readonly hostKind?: HostKind;
  /** Whether a comparison of these labs has the figures that the facts are about: one of other probes has none. */
  hasFigures(comparison: ComparisonRecord): boolean;
  facts(comparison: ComparisonRecord): readonly Evidence[];
}

/** One checked fact. */
export interface Evidence {
  /** The fact, as a sentence without its full stop. */
  readonly what: string;
  /** What was found, with its figures; or why nothing was. Output that is quoted has its own lines. */
  readonly shows: string;
  /** `stated`: a figure that belongs to the claim, on which no verdict rests. */
  readonly verdict: Verdict | "stated";
  /** A command line that shows it: as it was run, or to be run in the deployed lab. Null where there is none. */
  readonly command: readonly string[] | null;
}

export interface Finding {
  readonly verdict: Verdict;
  readonly evidence: readonly Evidence[];
}

/** The lab that a claim is about. */
export const subjectOf = ({ checks: [first] }: Claim): string =>
  "inTurns" in first ? first.inTurns[0] : first.lab;

/** The labs whose runs a claim is judged by, the one that it is about first. */
export const labsOf = ({ checks }: Claim): string[] => [...new Set(checks.flatMap(runsOfCheck))];

/** These labs, and those that a comparison must have. */
export const subjectsOf = ({ checks }: Claim): string[] => [
  ...new Set(checks.flatMap((check) => ("inTurns" in check ? check.inTurns : runsOfCheck(check)))),
];

/** What must have been compared for a claim to be judged. */
export const inTurnsOf = ({ checks }: Claim): InTurns[] => checks.filter((check) => "inTurns" in check);

/** The labs whose runs a check reads; none for one that reads a comparison. */
export function runsOfCheck(check: Check): string[] {
  if ("inTurns" in check) return [];
  return "against" in check ? [check.lab, check.against] : [check.lab];
}

/** One failing part makes the whole fail, and one unknown part makes it unknown. Nothing at all is unknown. */
export function together(verdicts: readonly Evidence["verdict"][]): Verdict {
  if (verdicts.includes("fails")) return "fails";
  return verdicts.includes("unknown") || !verdicts.includes("holds") ? "unknown" : "holds";
}

export const decide = (holds: boolean): Verdict => (holds ? "holds" : "fails");
