import { join } from "node:path";
import type { LabRuns } from "../../claims/choose.ts";
import { type Claim, inTurnsOf, labsOf } from "../../claims/claim.ts";
import type { Known } from "../../claims/judge.ts";
import { messageOf } from "../../model/errors.ts";
import type { HostKind } from "../../model/host-kinds.ts";
import type { Installation } from "../../model/installation.ts";
import { quickly } from "../../probes/kinds.ts";
import type { ComparisonRecord } from "../../results/comparison/record.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { whatHinders } from "../labs/carried.ts";
import { requireDeployed } from "../labs/presence.ts";
import { withLock } from "../lock.ts";
import { resultsDir, stateDir } from "../project.ts";
import { compareLabs } from "./compare-labs.ts";
import { withLabsUp } from "./labs-up.ts";
import { runProbes } from "./run-probes.ts";

export interface MeasureOptions {
  readonly installation: Installation;
  readonly progress: (text: string) => void;
  /** Abort to interrupt: what was measured is kept. */
  readonly signal: AbortSignal;
}

/** What was measured here and now, by which claims can be judged; and what was not. */
export interface Measured extends Known {
  readonly lacking: readonly Lacking[];
  /** Steps that were taken to their end, of all that there were. */
  readonly taken: number;
  readonly asked: number;
}

/** Labs that were not measured, or not compared, and why. */
export interface Lacking {
  readonly labs: readonly string[];
  readonly reason: string;
}

/** Labs that are measured together: one by its own probes, or several in turns. */
interface Step {
  readonly labs: readonly string[];
  readonly hostKind: HostKind | undefined;
}

/**
 * Rounds make the samples, so each is short. After ten of them host-gw's lead over VXLAN was not clear yet on two processors. With twenty
 * the interval from the 5th to the 16th ratio holds the median with a probability of 98.8 %.
 */
const rounds = 20;

/**
 * Measures all that claims are judged by: brings up the labs of each step, where they are not, and takes them down again. A step that
 * cannot be taken is told with its reason, and keeps none of the others from being taken.
 */
export const measureClaims = (claims: readonly Claim[], options: MeasureOptions): Promise<Measured> =>
  withLock(join(stateDir, "claims.lock"), "underlay claims --all", () => measure(claims, options));

async function measure(claims: readonly Claim[], options: MeasureOptions): Promise<Measured> {
  const { progress, signal } = options;
  const steps = stepsOf(claims);
  progress("looks which labs this machine can run");
  const hindered = await hindrances(steps, options);
  for (const { labs, reason } of hindered.values()) progress(`not here: ${labs.join(", ")}: ${reason}`);
  const open = steps.filter((step) => !hindered.has(step));
  const runs: Record<string, LabRuns> = {};
  const comparisons: ComparisonRecord[] = [];
  const lacking = [...hindered.values()];
  let taken = 0;
  for (const [index, step] of open.entries()) {
    if (signal.aborted) break;
    progress(
      `${index + 1} of ${open.length}: ${step.labs.join(", ")}${step.labs.length > 1 ? ", in turns" : ""}`,
    );
    try {
      const [lab = ""] = step.labs;
      if (step.labs.length > 1) comparisons.push(...(await inTurns(step, options)));
      else runs[lab] = { runs: [await alone(lab, options)] };
      if (!signal.aborted) taken += 1;
    } catch (error) {
      if (signal.aborted) break;
      lacking.push({ labs: step.labs, reason: messageOf(error) });
      progress(`not measured: ${step.labs.join(", ")}: ${messageOf(error)}`);
    }
  }
  for (const { labs, reason } of lacking)
    if (labs.length === 1) for (const lab of labs) runs[lab] ??= { missing: `not measured: ${reason}` };
  return { runs, comparisons, lacking, taken, asked: steps.length };
}

/** Labs by themselves first: most claims need no more. Each is named once. */
function stepsOf(claims: readonly Claim[]): Step[] {
  const alone = [...new Set(claims.flatMap(labsOf))].map((lab) => ({ labs: [lab], hostKind: undefined }));
  return [...alone, ...claims.flatMap(inTurnsOf).map(({ inTurns: labs, hostKind }) => ({ labs, hostKind }))];
}

/** Why steps cannot be taken. */
async function hindrances(
  steps: readonly Step[],
  { installation }: MeasureOptions,
): Promise<Map<Step, Lacking>> {
  const found = new Map<Step, Lacking>();
  for (const hostKind of new Set(steps.map((step) => step.hostKind))) {
    const own = steps.filter((step) => step.hostKind === hostKind);
    const reasons = await whatHinders(
      own.flatMap(({ labs }) => labs),
      { hostKind, installation },
    );
    for (const step of own) {
      const { labs } = step;
      const reason = [...new Set(labs.flatMap((lab) => reasons.get(lab) ?? []))].join("; ");
      if (reason !== "") found.set(step, { labs, reason });
    }
  }
  return found;
}

const alone = (name: string, { installation, progress, signal }: MeasureOptions): Promise<RunRecord> =>
  withLabsUp([name], { installation, signal, hostKind: undefined }, async () => {
    // What claims ask of one run's figures is far beyond what single samples spread.
    const lab = quickly(await requireDeployed(name));
    return (await runProbes({ lab, installation, resultsDir, progress, signal })).record;
  });

/** Without a twin: claims are about intervals, and not about what is beyond noise. */
async function inTurns({ labs, hostKind }: Step, { installation, signal }: MeasureOptions) {
  const found: ComparisonRecord[] = [];
  const asked = { labs, hostKind, rounds, only: undefined, twin: false, quick: true };
  await compareLabs({ ...asked, installation, signal }, async ({ record }) => void found.push(record));
  return found;
}
