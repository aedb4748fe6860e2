import type { ComparisonRecord } from "../results/comparison/record.ts";
import { type Hardware, hardwareOf, isSameHardware } from "../results/hardware.ts";
import type { RunRecord } from "../results/run-record.ts";
import { type Claim, type InTurns, runsOfCheck } from "./claim.ts";

/** A lab's newest finished run on each hardware, newest first; or why there is none to judge by. */
export type LabRuns = { readonly runs: readonly RunRecord[] } | { readonly missing: string };

/** What is known about each lab, by its name. A lab that is not there has no run. */
export type KnownRuns = Readonly<Record<string, LabRuns | undefined>>;

export const runsIn = (known: LabRuns | undefined): readonly RunRecord[] =>
  known && "runs" in known ? known.runs : [];

/**
 * The run of each lab that a claim is judged by: the newest. Labs whose figures are set against each other are judged by
 * runs on the same hardware, the newest of the first lab's that all of them ran on; null where there is none.
 */
export function chooseRuns(claim: Claim, known: KnownRuns): (lab: string) => RunRecord | undefined {
  const hardware = sharedHardware(comparedLabs(claim), known);
  return (lab) => {
    const runs = runsIn(known[lab]);
    const fitting = hardware && comparedLabs(claim).includes(lab) ? runs.filter(runsOn(hardware)) : runs;
    return fitting[0];
  };
}

/** The labs that a claim sets against each other. */
const comparedLabs = ({ checks }: Claim): string[] => [
  ...new Set(checks.flatMap((check) => ("against" in check ? runsOfCheck(check) : []))),
];

function sharedHardware([first = "", ...others]: readonly string[], known: KnownRuns): Hardware | undefined {
  return runsIn(known[first])
    .map(hardwareOf)
    .find((hardware) => others.every((lab) => runsIn(known[lab]).some(runsOn(hardware))));
}

const runsOn =
  (hardware: Hardware) =>
  (run: RunRecord): boolean =>
    isSameHardware(hardwareOf(run), hardware);

/** The newest comparison of a check's labs that has its figures; where none has, the newest of the labs. `comparisons` are finished, newest first. */
export function chooseComparison(
  { inTurns, hasFigures }: InTurns,
  comparisons: readonly ComparisonRecord[],
): ComparisonRecord | undefined {
  const own = comparisons.filter(({ labs }) => inTurns.every((lab) => labs.some((each) => each.lab === lab)));
  return own.find(hasFigures) ?? own[0];
}
