import type { HostKind } from "../../model/host-kinds.ts";
import type { Installation } from "../../model/installation.ts";
import { unknownName } from "../../model/names.ts";
import type { Candidate } from "../../results/comparison/candidates.ts";
import { comparedProbe } from "../../results/comparison/compared.ts";
import { type ComparisonPlan, turnProbes } from "../../results/comparison/plan.ts";
import { figuresOf, type GateQuestion } from "../../results/gate/judge.ts";
import { Engine } from "../engine/engine.ts";
import { firstFreeInstance } from "../engine/free-instance.ts";
import { engineObjects } from "../engine/objects.ts";
import { deployedLab } from "../labs/labs.ts";
import { Refusal, say } from "../terminal.ts";
import { candidate, candidates, planOf } from "./candidates.ts";
import { compare, measuringAlone } from "./compare.ts";
import { resolveRef, withLabAt } from "./git-reference.ts";
import { withLabsUp } from "./labs-up.ts";

export interface GateOptions {
  /** What the lab is set against: another lab of this project, or itself as it is at a commit. */
  readonly against: { readonly lab: string } | { readonly ref: string };
  /** How much worse a figure may be, as a fraction. */
  readonly maxRegression: number;
  /** How sure the verdicts on all figures are together: 0.99. */
  readonly confidence: number;
  /** Seconds within which it is to decide. */
  readonly budget: number;
  /** Probes by name. @default all that the labs share */
  readonly only: readonly string[] | undefined;
  /** The keys of the figures that are judged. @default those that are steady */
  readonly judge: readonly string[] | undefined;
  /** What hosts are made of that labs leave open, of those that are brought up. */
  readonly hostKind: HostKind | undefined;
  readonly installation: Installation;
  readonly signal: AbortSignal;
}

/** More than any budget has time for. */
const mostRounds = 10_000;

/** Brings up what is not, side by side, measures in turns until the answer is clear, and takes down again what it brought up. */
export function gate(lab: string, options: GateOptions) {
  const { against } = options;
  return measuringAlone("underlay gate", () =>
    "lab" in against ? againstLab(lab, against.lab, options) : againstRef(lab, against.ref, options),
  );
}

async function againstLab(lab: string, reference: string, options: GateOptions) {
  const names = [reference, lab];
  const both = () => candidates(names, { quick: true, ...options });
  // Before anything is deployed.
  await plannedGate(await both(), null, options);
  return withLabsUp(names, options, async () => measure(await both(), null, options));
}

async function againstRef(lab: string, ref: string, options: GateOptions) {
  const { installation, hostKind } = options;
  const reference = await resolveRef(ref);
  const [planned] = await candidates([lab], { quick: true, ...options });
  // Before anything is deployed, as if it were there as it is here.
  if (planned) await plannedGate([{ ...planned, name: `${lab} at ${ref}` }, planned], null, options);
  return withLabsUp([lab], options, async () => {
    const own = await deployedLab(lab);
    if (!own) throw new Error(`${lab} is not deployed`);
    const instance = firstFreeInstance(own, await engineObjects(new Engine(installation)));
    if (instance === undefined)
      throw new Refusal(`${lab} has no copy, since its file names its addresses. Use --against-lab.`);
    const deploy = hostKind ? ["--host-kind", hostKind] : [];
    return withLabAt(reference, { lab, instance, deploy, progress: say }, async (there) => {
      const both = [there, own].map((each) => candidate(each, { quick: true, ...options }));
      return measure(await Promise.all(both), `${lab} at ${ref} (${reference.commit.slice(0, 8)})`, options);
    });
  });
}

async function measure(labs: readonly Candidate[], origin: string | null, options: GateOptions) {
  const { plan, gate } = await plannedGate(labs, origin, options);
  const { installation, signal } = options;
  return compare({ plan, installation, progress: say, signal, gate });
}

async function plannedGate(labs: readonly Candidate[], origin: string | null, options: GateOptions) {
  const { only, hostKind } = options;
  const names = labs.map(({ name }) => name);
  const plan = await planOf({ labs: names, only, hostKind, rounds: mostRounds }, labs);
  return { plan, gate: questionOf(plan, origin, options) };
}

function questionOf(
  { labs: [reference, lab], probes: names }: ComparisonPlan,
  origin: string | null,
  { maxRegression, confidence, budget, judge }: GateOptions,
): GateQuestion {
  if (!reference || !lab) throw new Error("a gate has two labs");
  const probes = turnProbes(reference, names).map((spec) => comparedProbe.parse(spec));
  const { all, steady } = figuresOf(probes);
  const unknown = judge?.find((key) => !all.includes(key));
  if (unknown !== undefined) throw new Refusal(unknownName(`there is no figure "${unknown}"`, unknown, all));
  const judged = judge ?? steady;
  if (judged.length === 0)
    throw new Refusal(`None of the figures is judged unless --judge names it: ${all.join(", ")}.`);
  const rule = { maxRegression, error: 1 - confidence, seconds: budget };
  return { lab: lab.name, reference: reference.name, origin, rule, judged };
}
