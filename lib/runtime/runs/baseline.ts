import { readFile, writeFile } from "node:fs/promises";
import { plural } from "../../figures/format.ts";
import { json, parseJson } from "../../model/json.ts";
import { unknownName } from "../../model/names.ts";
import { type ComparedProbe, comparedProbe } from "../../results/comparison/compared.ts";
import { type ComparisonPlan, turnProbes } from "../../results/comparison/plan.ts";
import type { ComparisonRecord } from "../../results/comparison/record.ts";
import {
  type Baseline,
  baseline,
  baselineOf,
  baselineSchema,
  fewestRounds,
  roundsToPass,
} from "../../results/gate/baseline.ts";
import { figuresOf } from "../../results/gate/judge.ts";
import { otherFile, writeWhole } from "../files.ts";
import { Refusal, say } from "../terminal.ts";

/** Refuses to measure what no gate could be set against. */
export function requireWorthKeeping({ labs: [lab], probes, rounds }: ComparisonPlan): void {
  if (!lab) throw new Error("a comparison has labs");
  const { all, steady } = figuresOf(turnProbes(lab, probes).map((spec) => comparedProbe.parse(spec)));
  if (steady.length === 0)
    throw new Refusal(
      `There is nothing to save: gates judge none of the figures ${all.join(", ")}. Leave out --only, or name a probe that measures throughput.`,
    );
  const least = roundsToPass(steady.length);
  if (rounds < least)
    throw new Refusal(
      `${plural(rounds, "round")} let nothing pass: a gate takes ${least} at least for ${plural(steady.length, "figure")}. Leave out --rounds, or give more.`,
    );
}

/** Keeps what a comparison found, for later gates. Throws, and leaves the file as it is, where there is too little of it. */
export async function saveBaseline(file: string, record: ComparisonRecord): Promise<void> {
  const kept = baselineOf(record);
  const lacking = kept.labs.flatMap(({ lab, figures, impairments }) => {
    const [rounds, least] = [fewestRounds(figures), roundsToPass(Object.keys(figures).length)];
    return [
      ...(rounds < least
        ? [`${lab} has ${plural(rounds, "round")} with all figures, and a gate takes ${least} at least`]
        : []),
      ...(impairments === null ? [`a machine of ${lab} did not say how it is impaired`] : []),
    ];
  });
  if (record.status !== "finished") lacking.unshift("the comparison was interrupted");
  if (lacking.length > 0) throw new Error(`${file} is left as it is: ${lacking.join("; ")}.`);
  await writeWhole(file, (temporary) => writeFile(temporary, json(kept)), otherFile("--save"));
  for (const { lab, impairments } of kept.labs)
    if (impairments?.length) say(keptImpaired(file, lab, impairments));
}

/** Nothing else tells of what `underlay impair` has left: the lab is as its file says all the same. */
const keptImpaired = (file: string, lab: string, impairments: readonly string[]): string =>
  `${file} has ${lab} with ${impairments.join("; ")}, and gates against it ask for the same. If that was left over, take it away with: npx underlay impair ${lab} SEGMENT …, and save it anew.`;

/** Reads it back. Refuses what is none, and one of another version's format. */
export async function readBaseline(file: string): Promise<Baseline> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new Refusal(`The baseline cannot be read: ${error.message}`, { cause: error });
  });
  const data = parseJson(text);
  const { kind, schema } = Object(data);
  const save = "Make one with: npx underlay compare LAB --save FILE";
  if (kind !== "underlay baseline") throw new Refusal(`${file} is no baseline. ${save}`);
  if (schema !== baselineSchema)
    throw new Refusal(
      `${file} is a baseline of format ${schema}; this version of Underlay reads format ${baselineSchema}. ${save}`,
    );
  const parsed = baseline.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal(`${file} is damaged: ${issue?.path.join(".")}: ${issue?.message}. ${save}`);
}

/** A lab's figures in it. Refuses where it has none of the lab, or none of what is to be judged, measured in the same way. */
export function baselineFor(
  lab: string,
  { labs, probes }: Baseline,
  file: string,
  measured: readonly ComparedProbe[],
): Baseline["labs"][number] {
  const found = labs.find((each) => each.lab === lab);
  if (!found) {
    const names = labs.map((each) => each.lab);
    throw new Refusal(unknownName(`${file} has no lab "${lab}"`, lab, names, "It has"));
  }
  const same = (probe: ComparedProbe) => probes.some((each) => json(each) === json(probe));
  const others = measured.filter((probe) => !same(probe)).map(({ name }) => name);
  if (others.length > 0)
    throw new Refusal(
      `${file} has no figures of ${others.join(", ")} as ${others.length === 1 ? "it is" : "they are"} measured now. Leave out with --only, or save it anew.`,
    );
  return found;
}
