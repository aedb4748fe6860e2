import { plural } from "../../figures/format.ts";
import type { HostKind } from "../../model/host-kinds.ts";
import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { makingFlags } from "../../model/making.ts";
import { unknownName } from "../../model/names.ts";
import type { Candidate } from "../../results/comparison/candidates.ts";
import { comparedProbe } from "../../results/comparison/compared.ts";
import { turnProbes } from "../../results/comparison/plan.ts";
import {
  aboutOf,
  type Baseline,
  differences,
  fewestRounds,
  handMadePath,
  roundsIn,
  roundsToPass,
} from "../../results/gate/baseline.ts";
import { figuresOf, type GateQuestion } from "../../results/gate/judge.ts";
import { Engine } from "../engine/engine.ts";
import { readEnvironment } from "../engine/environment.ts";
import { firstFreeInstance } from "../engine/free-instance.ts";
import { engineObjects } from "../engine/objects.ts";
import { deployedLab } from "../labs/labs.ts";
import { Refusal, say } from "../terminal.ts";
import { requireAsDeclared } from "./as-declared.ts";
import { baselineFor, readBaseline } from "./baseline.ts";
import { candidate, candidates, planOf } from "./candidates.ts";
import { compare, conclude, measuringAlone, type Tell } from "./compare.ts";
import { resolveRef, withLabAt } from "./git-reference.ts";
import { withHandMadePath } from "./hand-made-path.ts";
import { knownImpairments } from "./known-impairments.ts";
import { withLabsUp } from "./labs-up.ts";

export interface GateOptions {
  /** What the lab is set against: another lab of this project, itself as it is at a commit, or a file of what it was another day. */
  readonly against: { readonly lab: string } | { readonly ref: string } | { readonly baseline: string };
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

/** More than any budget has time for: it is a day at most, and a round takes more than a second. */
const mostRounds = 86_400;

/**
 * Brings up what is not, side by side, measures in turns until the answer is clear, tells it, and takes down again what it brought up.
 * Refuses a lab that is up and not as its file says by now.
 */
export function gate(lab: string, options: GateOptions, tell: Tell): Promise<void> {
  const { against } = options;
  return measuringAlone("underlay gate", async () => {
    await requireAsDeclared("lab" in against ? [against.lab, lab] : [lab]);
    if ("lab" in against) return againstLab(lab, against.lab, options, tell);
    if ("ref" in against) return againstRef(lab, against.ref, options, tell);
    return againstBaseline(lab, against.baseline, options, tell);
  });
}

async function againstBaseline(name: string, file: string, options: GateOptions, tell: Tell) {
  const { only, hostKind, installation, signal } = options;
  const stored = await readBaseline(file);
  const planned = async () => {
    const labs = await candidates([name], { quick: true, ...options });
    const probes = only ?? stored.probes.map((probe) => probe.name);
    const asked = { labs: [name], only: probes, hostKind, rounds: roundsIn(stored), path: true };
    const plan = await planOf(asked, labs);
    const [lab] = plan.labs;
    if (!lab) throw new Error("a gate has a lab");
    const kept = baselineFor(name, stored, file, comparedOf(lab, plan.probes));
    const origin = `${file} of ${stored.savedAt.slice(0, 10)}`;
    const question = questionOf({ lab, reference: handMadePath, probes: plan.probes }, origin, options);
    requireEnoughOf(kept, question, file);
    return { plan, lab, kept, question };
  };
  // Before anything is deployed.
  await planned();
  return withLabsUp([name], options, async () => {
    const { plan, lab, kept, question } = await planned();
    const engine = new Engine(installation);
    const environment = await readEnvironment(engine, lab, installation);
    const now = {
      ...{ hostKind: plan.hardware.hostKind, environment, mtu: lab.mode.mtu },
      impairments: await knownImpairments(engine, lab),
    };
    const about = aboutOf(stored, differences({ ...stored, ...kept }, now));
    const gate = { ...question, baseline: { about, figures: kept.figures } };
    // What says nothing of now is set against nothing.
    const rounds = about.differences.length > 0 ? 0 : plan.rounds;
    await withHandMadePath(lab, installation, async (path) =>
      conclude(
        await compare({ plan: { ...plan, rounds }, path, installation, progress: say, signal, gate }),
        tell,
      ),
    );
  });
}

/** Refuses a baseline with which no gate could end: it has no more rounds than that. */
function requireEnoughOf(
  { lab, figures }: Baseline["labs"][number],
  { judged, rule }: GateQuestion,
  file: string,
): void {
  const [rounds, least] = [fewestRounds(figures, judged), roundsToPass(judged.length, rule)];
  if (rounds < least)
    throw new Refusal(
      `${file} has ${plural(rounds, "round")} of ${lab} with all figures, and a gate that is so sure takes ${least} at least. Save it anew with more --rounds.`,
    );
}

async function againstLab(lab: string, reference: string, options: GateOptions, tell: Tell) {
  const names = [reference, lab];
  const both = () => candidates(names, { quick: true, ...options });
  // Before anything is deployed.
  await plannedGate(await both(), null, options);
  await withLabsUp(names, options, async () => measure(await both(), null, options, tell));
}

async function againstRef(lab: string, ref: string, options: GateOptions, tell: Tell) {
  const { installation } = options;
  const reference = await resolveRef(ref);
  const [planned] = await candidates([lab], { quick: true, ...options });
  const copyOf = async (own: LabSpec): Promise<number> => {
    const instance = firstFreeInstance(own, await engineObjects(new Engine(installation)));
    if (instance !== undefined) return instance;
    throw new Refusal(`${lab} has no copy, since its file names its addresses. Use --against-lab.`);
  };
  // Before anything is deployed, as if it were there as it is here.
  if (planned) await plannedGate([{ ...planned, name: `${lab} at ${ref}` }, planned], null, options);
  if (planned?.lab) await copyOf(planned.lab);
  await withLabsUp([lab], options, async () => {
    const own = await deployedLab(lab);
    if (!own) throw new Error(`${lab} is not deployed`);
    const instance = await copyOf(own);
    await withLabAt(
      reference,
      // Its name may be that of a numbered copy.
      { lab: own.lab, instance, deploy: makingFlags(own.making), progress: say },
      async (there) => {
        const both = [there, own].map((each) => candidate(each, { quick: true, ...options }));
        const origin = `${lab} at ${ref} (${reference.commit.slice(0, 8)})`;
        await measure(await Promise.all(both), origin, options, tell);
      },
    );
  });
}

async function measure(labs: readonly Candidate[], origin: string | null, options: GateOptions, tell: Tell) {
  const { plan, gate } = await plannedGate(labs, origin, options);
  const { installation, signal } = options;
  await conclude(await compare({ plan, installation, progress: say, signal, gate }), tell);
}

async function plannedGate(labs: readonly Candidate[], origin: string | null, options: GateOptions) {
  const { only, hostKind } = options;
  const names = labs.map(({ name }) => name);
  const plan = await planOf({ labs: names, only, hostKind, rounds: mostRounds }, labs);
  const [reference, lab] = plan.labs;
  if (!reference || !lab) throw new Error("a gate has two labs");
  return { plan, gate: questionOf({ lab, reference: reference.name, probes: plan.probes }, origin, options) };
}

const comparedOf = (lab: LabSpec, probes: readonly string[]) =>
  turnProbes(lab, probes).map((spec) => comparedProbe.parse(spec));

interface Asked {
  readonly lab: LabSpec;
  readonly reference: string;
  /** By name. */
  readonly probes: readonly string[];
}

function questionOf(
  { lab, reference, probes }: Asked,
  origin: string | null,
  { maxRegression, confidence, budget, judge }: GateOptions,
): GateQuestion {
  const { all, steady } = figuresOf(comparedOf(lab, probes));
  const unknown = judge?.find((key) => !all.includes(key));
  if (unknown !== undefined) throw new Refusal(unknownName(`there is no figure "${unknown}"`, unknown, all));
  const judged = judge ?? steady;
  if (judged.length === 0)
    throw new Refusal(`None of the figures is judged unless --judge names it: ${all.join(", ")}.`);
  const rule = { maxRegression, error: 1 - confidence, seconds: budget };
  return { lab: lab.name, reference, origin, rule, judged };
}
