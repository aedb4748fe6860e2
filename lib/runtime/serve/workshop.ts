import type { LabSpec } from "../../model/lab-spec.ts";
import type { InTurn } from "../../tasks/check-kind.ts";
import type { Task } from "../../tasks/model/task.ts";
import type { CheckResult, TaskResult } from "./results.ts";

/** What the pages are of: the server knows of a workshop nothing but this. */
export interface Workshop {
  readonly title: string;
  readonly tasks: readonly Task[];
  /** The secret in the link of the trainer's page. */
  readonly trainerToken: string;
  /** As it is now: seats may be added while pages are open. In the order of their numbers. */
  seats(): Promise<readonly Seat[]>;
  /** A seat's lab as it is deployed; undefined while it is not. */
  lab(seat: Seat): Promise<LabSpec | undefined>;
  /** A task's text and hints as they read in a lab: seats have addresses of their own. */
  taskIn(lab: LabSpec, task: Task): Task;
  /** Runs a task's checks, each look in its turn. `each` is told of every one as it ends. Rejects where there is no lab to check. */
  check(
    seat: Seat,
    task: Task,
    signal: AbortSignal,
    each: (result: CheckResult) => void,
    inTurn: InTurn,
  ): Promise<TaskResult>;
  /** Breaks what the task has to be mended. Only for one that has faults. */
  begin(seat: Seat, task: Task, signal: AbortSignal): Promise<void>;
  /** Makes a seat's lab anew. Rejects with the seat as it was where that cannot begin. */
  reset(seat: Seat): Promise<void>;
}

export interface Seat {
  /** From 1. */
  readonly seat: number;
  /** Its lab's own name, e.g. `lab-vxlan-3`. */
  readonly lab: string;
  /** How it is, in a word. */
  readonly state: string;
  /** Why its lab could not be deployed; null where it could. */
  readonly reason: string | null;
  /** Since when that is so: ISO 8601. Where it is not told, one time is told from another by state and reason alone. */
  readonly since?: string;
  /** The secret in the link of its page. */
  readonly token: string;
}
