import { dirname, isAbsolute, join } from "node:path";
import { Command } from "commander";
import { LabError } from "../../lib/model/errors.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { asFileSays } from "../../lib/model/making.ts";
import { hasProject } from "../../lib/runtime/project.ts";
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
      const workshops = await Promise.all(ofTasks.map((file) => attempt(() => workshopOf(file))));
      const inFiles = await Promise.all(files.map((file) => attempt(() => labOf(file))));
      const inProject = others.length > 0 || names.length === 0 ? await labsOf(others) : [];
      const labs = [...inProject, ...inFiles];
      const sound = labs.flatMap((lab) => (lab instanceof LabError ? [] : lab));
      if (json) print(sound);
      else for (const lab of sound) say(inWords(lab));
      for (const found of workshops) if (!(found instanceof LabError)) say(found);
      const problems = [...labs, ...workshops]
        .filter((found) => found instanceof LabError)
        .flatMap(({ problems }) => problems);
      if (problems.length > 0) throw new LabError(problems);
    });
}

/** What comes of it, or what is wrong: one that is unsound hides no other. */
async function attempt<T>(work: () => T | Promise<T>): Promise<T | LabError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
}

/** The project's labs of these names, or all. */
async function labsOf(names: readonly string[]): Promise<(LabSpec | LabError)[]> {
  const { requireSound, synthesise } = await import("../../lib/runtime/labs/synthesis.ts");
  const synthesis = await synthesise();
  if (names.length === 0)
    return [...synthesis.labs, ...synthesis.unsound.map(({ problems }) => new LabError(problems))];
  const found = [...new Set(names)].map((name) => attempt(() => requireSound([name], synthesis)));
  return (await Promise.all(found)).flat();
}

const inWords = ({ name, hosts, segments, mode, probes }: LabSpec): string =>
  `${name}: sound; ${hosts.length} hosts on ${segments.length} segments, ${mode.name}, ${probes.length} probes`;

/** Only what is asked about a file in YAML takes the time to load what reads it. */
const readers = () => import("../../lib/tasks/model/read.ts");

async function filesOfTasks(files: readonly string[]): Promise<string[]> {
  return files.length === 0 ? [] : files.filter((await readers()).hasTasks);
}

/** A file of tasks in words: by itself, and by its lab as seats get it, where that is known. */
async function workshopOf(file: string): Promise<string> {
  const { lab: name, tasks, problemsWith } = (await readers()).readTasks(file);
  const lab = name === null ? undefined : await seatsLabOf(file, name);
  const problems = lab ? problemsWith(lab) : [];
  if (problems.length > 0) throw new LabError(problems);
  const unknown = name === null || lab ? "" : `; whether ${name} has what they name is not known here`;
  return `${file}: sound; ${tasks.length} tasks${unknown}`;
}

/** The first copy of a workshop's lab: of a file in YAML by itself, of any other lab in a project. Undefined outside of all projects. */
async function seatsLabOf(file: string, name: string): Promise<LabSpec | undefined> {
  if (/\.ya?ml$/.test(name)) {
    const { firstCopy } = await import("../../lib/runtime/workshop/first-copy.ts");
    const lab = await labOf(isAbsolute(name) ? name : join(dirname(file), name), 1);
    return firstCopy(lab.lab, [lab]);
  }
  if (!hasProject()) return undefined;
  const { workshopLab } = await import("../../lib/runtime/workshop/lab.ts");
  return (await workshopLab(file, name, asFileSays)).first;
}

/** By itself, and not among the project's labs: what that takes is not needed here. */
async function labOf(file: string, instance?: number): Promise<LabSpec> {
  const { resolvedLabOf } = await import("../../lib/lab-files/resolved.ts");
  return resolvedLabOf(file, instance);
}
