import type { Problem } from "../../model/errors.ts";
import type { LabSpec } from "../../model/lab-spec.ts";

/** A task for somebody who learns: a text, hints, and checks that tell whether it is solved. Plain data. */
export interface Task {
  /** Unique in its workshop; lower-case letters, digits and hyphens. */
  readonly id: string;
  /** One line, plain text. */
  readonly title: string;
  /** What is to be done: Markdown, by whoever wrote the file. */
  readonly text: string;
  /** Markdown each, from a nudge to the answer. */
  readonly hints: readonly string[];
  /** The task is solved when each at level `error` passes. */
  readonly checks: readonly Check[];
  /** What is broken when the task starts. */
  readonly faults: readonly Fault[];
  /** Commands that solve it, in order: tests of the workshop run them. */
  readonly solution: readonly Step[];
}

/** A check of some kind (lib/tasks/checks.ts); its options are that kind's. */
export interface Check {
  readonly kind: string;
  readonly options: object;
  /** Seconds within which it must pass: it is looked at again until then. 0 for one look. */
  readonly wait: number;
  /** Whether the task is unsolved while it fails. */
  readonly level: "error" | "warning";
  /** What people are told it is; null for the kind's own words, which may give the answer away. */
  readonly label: string | null;
}

/** A fault of some kind (lib/tasks/faults.ts); its options are that kind's. */
export interface Fault {
  readonly kind: string;
  readonly options: object;
}

/** A command in a host, router or workload. */
export interface Step {
  readonly at: string;
  /** An argument array, never a line for a shell. */
  readonly run: readonly string[];
}

/** What a file of tasks has; one of a workshop has all. */
export interface TasksFile {
  readonly title: string | null;
  /** The name of a lab of the project, or its file from this one's folder on; seats are its instances. */
  readonly lab: string | null;
  readonly seats: number | null;
  readonly tasks: readonly Task[];
  /** All that the tasks name and a lab does not have, each at its line and column. */
  problemsWith(lab: LabSpec): Problem[];
}

export interface Workshop extends TasksFile {
  readonly title: string;
  readonly lab: string;
  readonly seats: number;
}
