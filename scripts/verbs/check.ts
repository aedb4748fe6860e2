import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { Command } from "commander";
import { withoutControls } from "../../lib/figures/plain-text.ts";
import { LabError } from "../../lib/model/errors.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { unknownName } from "../../lib/model/names.ts";
import { requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { projectDir } from "../../lib/runtime/project.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { onGround } from "../../lib/runtime/tasks/ground.ts";
import { asRefusal, exitCodes, interruption, print, Refusal } from "../../lib/runtime/terminal.ts";
import { isLabFile, readTasks } from "../../lib/tasks/model/read.ts";
import type { Task } from "../../lib/tasks/model/task.ts";
import type { CheckResult } from "../../lib/tasks/run/run-check.ts";
import { runTask, type TaskResult } from "../../lib/tasks/run/run-task.ts";
import { judging } from "../misuse.ts";

interface Options {
  readonly file?: string;
  readonly json?: boolean;
}

export function checkCommand(): Command {
  const command = new Command("check")
    .argument("<lab>", "a deployed lab, e.g. a seat: lab-vxlan-3")
    .argument("[task]", "one task; otherwise all, in their order")
    .option("--file <file>", "the tasks: a workshop's file, or tasks alone; otherwise workshop.yaml")
    .option("--json", "the results as JSON")
    .addHelpText(
      "after",
      `
Changes nothing but for the packets that checks send. A task's fault is put in place by: underlay fault LAB --task TASK.
How tasks are written is in docs/tasks.md.

Exits with 0 when every check passes, 1 when one fails, 2 when nothing was checked (the file or the lab is not sound,
or not deployed), and 3 when none fails but some could not be judged, or a warning does not pass.

Examples:
  $ underlay check lab-vxlan
  $ underlay check lab-vxlan mend-the-link --file tasks.yaml
  $ underlay check lab-vxlan-3 --json | jq -r '.tasks[] | [.id, .verdict] | @tsv'`,
    )
    .action(async (name: string, task: string | undefined, { file, json }: Options) => {
      const { lab, tasks, path } = await tasksFor(name, task, file).catch(refuse);
      const results = await onGround(
        lab,
        { installation: requireInstallation(), signal: interruption() },
        async (ground) => {
          const all: TaskResult[] = [];
          for (const each of tasks) {
            if (!json) console.log(`${each.id}: ${each.title}`);
            const result = await runTask(each, ground, (check) => {
              if (!json) console.log(checkText(check));
            });
            if (!json) console.log(`  ${verdicts[result.verdict]}`);
            all.push(result);
          }
          return all;
        },
      );
      if (json) print({ lab: lab.name, file: path, tasks: results });
      process.exitCode = exitCode(results);
    });
  return judging(command);
}

/** Status 1 is for a check that fails alone. */
const refuse = (error: unknown): never => {
  throw asRefusal(error);
};

interface Chosen {
  readonly lab: LabSpec;
  readonly tasks: readonly Task[];
  readonly path: string;
}

/** The tasks that were asked for, of a file that fits the lab. */
export async function tasksFor(name: string, task: string | undefined, file = usualFile()): Promise<Chosen> {
  const read = readTasks(file, relative(process.cwd(), file) || file);
  requireInstallation();
  const lab = await requireDeployed(name);
  // A lab's file has labs of names that it alone knows: there what the tasks name tells whether they fit.
  if (read.lab !== null && !isLabFile(read.lab) && read.lab !== lab.lab)
    throw new Error(
      `${file} is about the lab ${read.lab}, and ${name} is one of ${lab.lab}. Name another file with --file.`,
    );
  const problems = read.problemsWith(lab);
  if (problems.length > 0) throw new LabError(problems);
  const tasks = read.tasks.filter(({ id }) => task === undefined || id === task);
  const known = read.tasks.map(({ id }) => id);
  if (tasks.length === 0 && task !== undefined)
    throw new Error(unknownName(`${file} has no task "${task}"`, task, known));
  return { lab, tasks, path: file };
}

/** In the working directory, or the project's. */
function usualFile(): string {
  const found = [process.cwd(), projectDir].map((folder) => join(folder, "workshop.yaml")).find(existsSync);
  if (found === undefined)
    throw new Refusal("There is no workshop.yaml here. Name the file that has the tasks with --file.");
  return found;
}

const verdicts = { pass: "solved", fail: "not solved", unknown: "could not be judged" } as const;

/** What came of a check, what it is about, and what was found, with further lines below. */
function checkText({ verdict, level, says, shows }: CheckResult): string {
  const word = verdict === "fail" && level === "warning" ? "warning" : verdict;
  const text = withoutControls(`${says}: ${shows}`).replaceAll("\n", `\n${" ".repeat(11)}`);
  return `  ${word.padEnd(8)} ${text}`;
}

export function exitCode(results: readonly TaskResult[]): number {
  const verdicts = results.map(({ verdict }) => verdict);
  if (verdicts.includes("fail")) return exitCodes.failed;
  const checks = results.flatMap((result) => result.checks);
  return checks.every(({ verdict }) => verdict === "pass") ? exitCodes.passed : exitCodes.warnings;
}
