import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type LabSpec, machinesOf, machinesOn } from "../../lib/model/lab-spec.ts";
import { deployedLab, labsWithState } from "../../lib/runtime/labs/labs.ts";
import { labsDir, resultsDir } from "../../lib/runtime/project.ts";
import { runFolder } from "../../lib/runtime/runs/stored-records.ts";
import { faultChoices } from "../../lib/tasks/faults.ts";

/**
 * The names that can be meant, by what an argument is called: those of labs by their files, which nobody reads here, and of all in a lab by
 * the state of one that is deployed. `words` are the arguments before it, the lab first.
 */
type Names = (words: readonly string[]) => Promise<readonly string[]>;

const inLab =
  (names: (lab: LabSpec, words: readonly string[]) => readonly string[]): Names =>
  async (words) => {
    const lab = await deployedLab(words[0] ?? "");
    return lab ? names(lab, words) : [];
  };

const namesOf = (all: readonly { readonly name: string }[]): string[] => all.map(({ name }) => name);
const workloads = ({ hosts }: LabSpec): string[] => hosts.flatMap((host) => namesOf(host.workloads));
const ends = inLab((lab) => [...workloads(lab), ...namesOf(lab.hosts)]);
const places = inLab((lab) => [...namesOf(machinesOf(lab)), ...workloads(lab)]);
const deployed: Names = async () => withLabs(await labsWithState());
const declared: Names = async () => [...new Set([...(await labFiles()), ...(await labsWithState())])].sort();
const results: Names = async ([lab = ""]) => listed(join(resultsDir, lab));
const labsWithResults: Names = () => listed(resultsDir);
const runs: Names = async () => {
  const labs = await listed(resultsDir);
  const all = await Promise.all(
    labs.map(async (lab) => (await listed(join(resultsDir, lab))).map((run) => `${lab}/${run}`)),
  );
  return [...labs, ...all.flat().filter((id) => runFolder.test(id.split("/")[1] ?? ""))];
};

/** By the argument's name; in front of it the verb's, where that has others. */
const names: Readonly<Record<string, Names>> = {
  lab: deployed,
  "deploy lab": declared,
  "doctor lab": declared,
  "graph lab": declared,
  "validate lab": declared,
  "claims lab": declared,
  "report lab": labsWithResults,
  "runs lab": labsWithResults,
  "runs prune lab": labsWithResults,
  "diff a": runs,
  "diff b": runs,
  run: results,
  where: places,
  "capture where": inLab((lab) => [
    ...[...namesOf(machinesOf(lab)), ...workloads(lab), ...namesOf(lab.segments)],
  ]),
  from: ends,
  to: ends,
  host: inLab((lab) => namesOf(lab.hosts)),
  segment: inLab((lab) => namesOf(lab.segments)),
  machine: inLab((lab, [, segment = ""]) => namesOf(machinesOn(lab, segment))),
  "fault kind": async () => Object.keys(faultChoices),
  "--only": inLab((lab) => namesOf(lab.probes)),
  "--run": results,
};

/** The names for an argument or option of a verb; none where nobody knows. */
export const namesFor = async (
  verb: string,
  argument: string,
  words: readonly string[],
): Promise<readonly string[]> => (names[`${verb} ${argument}`] ?? names[argument])?.(words) ?? [];

/** A state's file is left empty by a destroy. */
async function withLabs(all: readonly string[]): Promise<string[]> {
  const labs = await Promise.all(all.map((name) => deployedLab(name).catch(() => undefined)));
  return labs.flatMap((lab) => lab?.name ?? []);
}

async function labFiles(): Promise<string[]> {
  const files = await listed(labsDir());
  return files.flatMap((file) => /^(lab-.*)\.(?:ts|ya?ml)$/.exec(file)?.[1] ?? []);
}

const listed = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
