import { messageOf } from "../../model/errors.ts";
import type { Task } from "../../tasks/model/task.ts";
import type { Board } from "./board.ts";
import type { Hub } from "./hub.ts";
import type { Lookout } from "./lookout.ts";
import type { Progress, TaskMessage } from "./messages.ts";
import type { CheckResult } from "./results.ts";
import { Slots } from "./slots.ts";
import type { Sessions } from "./terminals/sessions.ts";
import type { Seat, Workshop } from "./workshop.ts";

/** Seats that are worked on at the same time; the others wait for their turn. */
const atOnce = 4;

export interface WorkContext {
  readonly workshop: Workshop;
  readonly board: Board;
  readonly hub: Hub;
  readonly lookout: Lookout;
  readonly sessions: Sessions;
  readonly signal: AbortSignal;
  /** Called when a row of the trainer's table is another. */
  readonly changed: () => void;
}

/** What is done to seats when a button is pressed: one thing at a time for each. */
export class Work {
  readonly #context: WorkContext;
  readonly #slots = new Slots(atOnce);
  readonly #busy = new Map<number, { readonly task: string | null; readonly what: TaskMessage["working"] }>();
  readonly #doing = new Map<number, string>();

  constructor(context: WorkContext) {
    this.#context = context;
  }

  /** What is done to a seat, or went wrong with it, in words; null for nothing. */
  doing(seat: number): string | null {
    return this.#doing.get(seat) ?? null;
  }

  taskMessage(seat: number, { id }: Task): TaskMessage {
    const busy = this.#busy.get(seat);
    const progress = this.#context.board.progress(seat, id);
    return { type: "task", task: id, progress, working: busy?.task === id ? busy.what : null };
  }

  /** False while something else is done to the seat. */
  check(seat: Seat, task: Task): boolean {
    return this.#start(seat, task.id, "checking", async () => {
      const { workshop, board, signal } = this.#context;
      const before = board.progress(seat.seat, task.id);
      const at = () => new Date().toISOString();
      const each: CheckResult[] = [];
      const show = (change: Partial<Progress>) => this.#show(seat, task, change);
      try {
        const { verdict, checks } = await workshop.check(seat, task, signal, (result) => {
          each.push(result);
          show({ verdict: null, checks: each });
        });
        const failures = before.failures + (verdict === "pass" ? 0 : 1);
        const solvedAt = before.solvedAt ?? (verdict === "pass" ? at() : null);
        show({ verdict, checks, failures, at: at(), solvedAt });
      } catch (error) {
        show({ verdict: "unknown", checks: [couldNot(task, error)], at: at() });
      }
    });
  }

  begin(seat: Seat, task: Task): boolean {
    return this.#start(seat, task.id, "beginning", async () => {
      const { workshop, signal } = this.#context;
      const show = (change: Partial<Progress>) => this.#show(seat, task, change);
      try {
        await workshop.begin(seat, task, signal);
        show({ begunAt: new Date().toISOString(), verdict: null, checks: [] });
      } catch (error) {
        show({ verdict: "unknown", checks: [couldNot(task, error)] });
      }
    });
  }

  reset(seat: Seat): boolean {
    return this.#start(seat, null, null, async () => {
      const { workshop, sessions, board, lookout, changed } = this.#context;
      const say = (text: string) => {
        this.#doing.set(seat.seat, text);
        changed();
      };
      say("being made anew");
      await sessions.endAll(seat.seat);
      try {
        await workshop.reset(seat, say);
        board.forget(seat.seat);
        this.#doing.delete(seat.seat);
      } catch (error) {
        say(`the reset failed: ${messageOf(error)}`);
      }
      for (const task of workshop.tasks) this.#tell(seat, task);
      lookout.look(seat.seat);
    });
  }

  #start(seat: Seat, task: string | null, what: TaskMessage["working"], work: () => Promise<void>): boolean {
    if (this.#busy.has(seat.seat)) return false;
    this.#busy.set(seat.seat, { task, what });
    this.#tellOf(seat, task);
    void this.#slots.run(work).finally(() => {
      this.#busy.delete(seat.seat);
      this.#tellOf(seat, task);
      this.#context.lookout.look(seat.seat);
    });
    return true;
  }

  #show(seat: Seat, task: Task, change: Partial<Progress>): void {
    const checks = change.checks ? { checks: change.checks.map(clipped) } : {};
    this.#context.board.record(seat.seat, task.id, { ...change, ...checks });
    this.#tell(seat, task);
  }

  #tellOf(seat: Seat, id: string | null): void {
    const task = this.#context.workshop.tasks.find((each) => each.id === id);
    if (task) this.#tell(seat, task);
    this.#context.changed();
  }

  #tell(seat: Seat, task: Task): void {
    this.#context.hub.tell(seat.seat, this.taskMessage(seat.seat, task));
    this.#context.changed();
  }
}

/** Characters of what a check quotes: all of it is kept, and told to every page. */
const longest = 4000;
const clipped = (result: CheckResult): CheckResult =>
  result.shows.length <= longest ? result : { ...result, shows: `${result.shows.slice(0, longest)} …` };

const couldNot = (task: Task, error: unknown): CheckResult => ({
  says: task.title,
  level: "error",
  verdict: "unknown",
  shows: messageOf(error),
});
