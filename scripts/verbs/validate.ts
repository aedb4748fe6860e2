import { dirname, join } from "node:path";
import { Command } from "commander";
import { LabError } from "../../lib/model/errors.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import type { Synthesis } from "../../lib/model/synthesis.ts";
import { print, say } from "../../lib/runtime/terminal.ts";

export function validateCommand(): Command {
  return new Command("validate")
    .argument("[lab...]", "only these: names of labs, or files in YAML wherever they are, also of tasks", [])
    .option("--json", "the resolved labs as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  $ underlay validate\n  $ underlay validate lab-vxlan --json | jq '.[0].hosts'\n  $ underlay validate drafts/lab-mine.yaml workshop.yaml",
    )
    .action(async (names: string[], { json }: { json?: boolean }) => {
      const inYaml = names.filter((name) => /\.ya?ml$/.test(name));
      const others = names.filter((name) => !inYaml.includes(name));
      const ofTasks = await filesOfTasks(inYaml);
      const files = inYaml.filter((name) => !ofTasks.includes(name));
      const workshops = await Promise.all(ofTasks.map(workshopOf));
      const inFiles = await Promise.all(files.map(labOf));
      const { labs, unsound } = others.length > 0 || names.length === 0 ? await labsOf(others) : none;
      const chosen = [...labs, ...inFiles.flatMap((lab) => (lab instanceof LabError ? [] : lab))];
      if (json) print(chosen);
      else for (const lab of chosen) say(inWords(lab));
      for (const found of workshops) if (!(found instanceof LabError)) say(found);
      const problems = [...unsound, ...inFiles, ...workshops]
        .filter((found) => found instanceof LabError)
        .flatMap(({ problems }) => problems);
      if (problems.length > 0) throw new LabError(problems);
    });
}

type Found = Pick<Synthesis, "labs" | "unsound">;
const none: Found = { labs: [], unsound: [] };

/** The project's labs of these names, or all. */
async function labsOf(names: readonly string[]): Promise<Found> {
  const { requireSound, synthesise } = await import("../../lib/runtime/labs/synthesis.ts");
  const synthesis = await synthesise();
  return names.length === 0 ? synthesis : { labs: requireSound(names, synthesis), unsound: [] };
}

const inWords = ({ name, hosts, segments, mode, probes }: LabSpec): string =>
  `${name}: sound; ${hosts.length} hosts on ${segments.length} segments, ${mode.name}, ${probes.length} probes`;

/** Only what is asked about a file in YAML takes the time to load what reads it. */
const readers = () => import("../../lib/tasks/model/read.ts");

async function filesOfTasks(files: readonly string[]): Promise<string[]> {
  return files.length === 0 ? [] : files.filter((await readers()).hasTasks);
}

/** A file of tasks in words: by itself, and by its lab if that is one of the project's. */
async function workshopOf(file: string): Promise<string | LabError> {
  const { readTasks } = await readers();
  try {
    const { lab: name, tasks, problemsWith } = readTasks(file);
    const lab = name === null ? undefined : await labFor(file, name);
    if (lab instanceof LabError) return lab;
    const problems = lab ? problemsWith(lab) : [];
    if (problems.length > 0) return new LabError(problems);
    const unknown = name === null || lab ? "" : `; whether ${name} has what they name is not known here`;
    return `${file}: sound; ${tasks.length} tasks${unknown}`;
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
}

/** The lab of a workshop's file: a file in YAML by itself, else one of the project's; undefined where that is not known. */
async function labFor(file: string, name: string): Promise<LabSpec | LabError | undefined> {
  if (/\.ya?ml$/.test(name)) return labOf(join(dirname(file), name));
  // Outside of all projects there are no labs to ask.
  const { labs } = await labsOf([]).catch(() => none);
  return labs.find((each) => each.lab === name);
}

/** By itself, and not among the project's labs: what that takes is not needed here. */
async function labOf(file: string): Promise<LabSpec | LabError> {
  const { resolvedLabOf } = await import("../../lib/lab-files/resolved.ts");
  try {
    return resolvedLabOf(file);
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
}
