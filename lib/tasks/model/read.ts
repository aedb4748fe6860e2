import { dirname, join, normalize } from "node:path";
import { z } from "zod";
import { LabError, type Problem } from "../../model/errors.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { shown } from "../../model/shown.ts";
import { check } from "../../yaml/check.ts";
import { readYaml, type YamlDocument } from "../../yaml/document.ts";
import { readSource } from "../../yaml/file.ts";
import { type ReadTask, readTask } from "./read-task.ts";
import { workshopShape } from "./schema.ts";
import type { TasksFile, Workshop } from "./task.ts";

/**
 * Reads a file of tasks, be it a workshop's or tasks alone. `name` is what errors call it. Throws a LabError with all that is
 * wrong, each at its file, line and column.
 */
export function readTasks(path: string, name = path): TasksFile {
  const problems: Problem[] = [];
  const document = documentOf(path, name, problems);
  const checked = document && check(file, document);
  problems.push(...(checked?.problems ?? []));
  const tasks = document ? tasksOf(document, path, problems) : [];
  problems.push(...twice(tasks));
  if (problems.length > 0) throw new LabError(problems);
  const { title = null, lab = null, seats = null } = checked?.value ?? {};
  return {
    ...{ title, lab, seats },
    tasks: tasks.flatMap(({ task }) => task ?? []),
    problemsWith: (spec: LabSpec) => tasks.flatMap(({ problemsWith }) => problemsWith(spec)),
  };
}

/** Reads the file of a workshop: it has a title and a lab, and one seat unless it says otherwise. */
export function readWorkshop(path: string, name = path): Workshop {
  const { title, lab, seats, ...others } = readTasks(path, name);
  if (title === null || lab === null) {
    const lacks = [...(title === null ? ["title"] : []), ...(lab === null ? ["lab"] : [])].join(" and ");
    const message = `A workshop has title, lab, seats and tasks; this file lacks ${lacks}. Add it, or check its tasks by themselves: underlay check LAB --file ${name}`;
    throw new LabError([{ path: name, message }]);
  }
  return { title, lab, seats: seats ?? 1, ...others };
}

/** Whether a workshop's lab is a file, from the workshop's folder on, and not the name of one of the project's labs. */
export const isLabFile = (lab: string): boolean => /[/\\]|\.(ts|ya?ml)$/.test(lab);

/** Whether a file is one of tasks, as far as can be told of a file that may be unsound: it has a key of that name. */
export function hasTasks(path: string): boolean {
  const read = readSource(path);
  const [document] = "source" in read ? readYaml(read.source).documents : [];
  return "tasks" in Object(document?.value);
}

const file = z.strictObject(workshopShape);

function documentOf(path: string, name: string, problems: Problem[]): YamlDocument | undefined {
  const read = readSource(path, name);
  if ("problem" in read) {
    problems.push(read.problem);
    return undefined;
  }
  const { documents, problems: wrong } = readYaml(read.source);
  problems.push(...wrong);
  const [document, second] = documents;
  if (second)
    problems.push(second.problem([], "A second document begins here, but a file is one. Make a file of it."));
  if (!document && wrong.length === 0)
    problems.push({
      path: name,
      message: "The file is empty. Tasks are listed below `tasks:`; see docs/tasks.md.",
    });
  return second ? undefined : document;
}

/** The tasks of a file, those of files that it names included: they lie beside it or below, and name no further ones. */
function tasksOf(document: YamlDocument, path: string, problems: Problem[], isNamed = false): ReadTask[] {
  const { tasks } = Object(document.value) as { readonly tasks?: unknown };
  const known = typeof tasks === "string" ? [tasks] : tasks;
  if (!Array.isArray(known) || known.length === 0) {
    const message = `${tasks === undefined ? "tasks is missing" : `tasks is ${shown(tasks)}`}. Give a list of tasks, or the name of a file that has one.`;
    problems.push(document.problem(["tasks"], message));
    return [];
  }
  return known.flatMap((entry: unknown, index): ReadTask[] => {
    const at = Array.isArray(tasks) ? ["tasks", index] : ["tasks"];
    if (typeof entry !== "string") {
      const read = readTask(document, at);
      problems.push(...read.problems);
      return [read];
    }
    const inside = normalize(entry);
    if (isNamed || inside.startsWith("..") || inside.startsWith("/")) {
      problems.push(document.problem(at, isNamed ? oneDeep : beside));
      return [];
    }
    const { source } = document;
    const found = documentOf(join(dirname(path), inside), join(dirname(source.file), inside), problems);
    if (!found) return [];
    // It may be a workshop of its own, of which the tasks alone are taken.
    problems.push(...check(file, found).problems);
    return tasksOf(found, path, problems, true);
  });
}

const beside = "A file of tasks lies beside this one, or in a folder below. Name it from here.";
const oneDeep = "A file of tasks that another one names can name no further ones. List the tasks here.";

/** Tasks of one name: commands could not tell them apart. */
function twice(tasks: readonly ReadTask[]): Problem[] {
  const first = new Map<string, ReadTask>();
  return tasks.flatMap((read) => {
    if (read.id === null) return [];
    const before = first.get(read.id);
    first.set(read.id, before ?? read);
    return before
      ? [read.problem(["id"], `There is another task "${read.id}". Give each a name of its own.`)]
      : [];
  });
}
