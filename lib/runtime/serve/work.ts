import { messageOf } from "../../model/errors.ts";
import type { Task } from "../../tasks/model/task.ts";
import type { Board } from "./board.ts";
import type { Hub } from "./hub.ts";
import type { Lookout } from "./lookout.ts";
import type { Progress, TaskMessage } from "./messages.ts";
import type { CheckResult } from "./results.ts";
import { Slots } from "./slots.ts";
import type { Sessions } from "./terminals/sessions.ts";
import { Turns } from "./turns.ts";
import type { Seat, Workshop } from "./workshop.ts";

/** Looks of checks and faults of tasks at the same time, and seats that are made anew; the others wait for their turn. */
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

/** What a seat's row says beside its state. */
interface Doing {
  readonly text: string;
  /** The seat's record when that was said, where it is over; undefined while it is being done. */
  readonly record?: string;
}

/** Tells one state of a seat from another. */
const recordOf = ({ state, since, reason }: Seat): string => JSON.stringify([state, since, reason]);

/** What is done to seats when a button is pressed: one thing at a time for each. */
export class Work {
  readonly #context: WorkContext;
  readonly #tasks = new Slots(atOnce);
  /** Apart from those: what participants wait for keeps no seat from being made anew. */
  readonly #resets = new Slots(atOnce);
  readonly #turns: Turns;
  readonly #doing = new Map<number, Doing>();

  constructor(context: WorkContext) {
    this.#context = context;
    this.#turns = new Turns(context.signal, (seat, { task }) => {
      this.#tellOf(seat, task);
      context.lookout.look(seat.seat);
    });
  }

  /** What is done to a seat, or went wrong with that, in words; null for nothing, and once its record is another: that tells what came since. */
  doing(seat: Seat): string | null {
    const { text = null, record } = this.#doing.get(seat.seat) ?? {};
    if (record === undefined || record === recordOf(seat)) return text;
    this.#doing.delete(seat.seat);
    return null;
  }

  taskMessage(seat: number, { id }: Task): TaskMessage {
    const turn = this.#turns.of(seat);
    const progress = this.#context.board.progress(seat, id);
    return { type: "task", task: id, progress, working: turn?.task === id ? turn.working : null };
  }

  /** False while something else is done to the seat. */
  check(seat: Seat, task: Task): boolean {
    const { workshop, board } = this.#context;
    const at = () => new Date().toISOString();
    return this.#start(seat, task, "checking", async (signal, show) => {
      const before = board.progress(seat.seat, task.id);
      const each: CheckResult[] = [];
      const tellEach = (result: CheckResult) => {
        each.push(result);
        show({ verdict: null, checks: each });
      };
      const { verdict, checks } = await workshop.check(seat, task, signal, tellEach, (look) =>
        this.#tasks.run(look, signal),
      );
      // What was found of the rest is that it was interrupted: that is no try of the participant's.
      signal.throwIfAborted();
      const failures = before.failures + (verdict === "pass" ? 0 : 1);
      const solvedAt = before.solvedAt ?? (verdict === "pass" ? at() : null);
      show({ verdict, checks, failures, at: at(), solvedAt });
    });
  }

  /** False while something else is done to the seat. */
  begin(seat: Seat, task: Task): boolean {
    return this.#start(seat, task, "beginning", async (signal, show) => {
      await this.#tasks.run(() => this.#context.workshop.begin(seat, task, signal), signal);
      show({ begunAt: new Date().toISOString(), verdict: null, checks: [] });
    });
  }

  /** Interrupts what else is done to the seat, so that nobody keeps this away; false while the seat is made anew already. */
  reset(seat: Seat): boolean {
    if (this.#turns.of(seat.seat)?.task === null) return false;
    const before = this.#turns.interrupt(
      seat.seat,
      new Error("It was interrupted: this seat is being made anew."),
    );
    this.#turns.start(seat, { task: null, working: null }, async () => {
      const { workshop, sessions, board, hub, lookout, changed } = this.#context;
      const say = (doing: Doing) => {
        this.#doing.set(seat.seat, doing);
        changed();
      };
      say({ text: "being made anew" });
      await before;
      try {
        await this.#resets.run(async () => {
          const hangUp = sessions.withMachines(seat.seat);
          await workshop.reset(seat);
          hangUp();
        });
        board.forget(seat.seat);
        if (hub.pages(seat.seat) > 0) board.begin(seat.seat, new Date());
        this.#doing.delete(seat.seat);
      } catch (error) {
        const now = await this.#asItIs(seat);
        say({ text: `the reset failed: ${messageOf(error)}`, record: recordOf(now) });
      }
      for (const task of workshop.tasks) this.#tell(seat, task);
      lookout.forget(seat.seat);
    });
    return true;
  }

  /** Works on a task; where that fails or is interrupted, the task shows why. */
  #start(
    seat: Seat,
    task: Task,
    working: TaskMessage["working"],
    work: (signal: AbortSignal, show: (change: Partial<Progress>) => void) => Promise<void>,
  ): boolean {
    if (this.#turns.of(seat.seat)) return false;
    const show = (change: Partial<Progress>) => this.#show(seat, task, change);
    this.#turns.start(seat, { task: task.id, working }, async (signal) => {
      try {
        await work(signal, show);
      } catch (error) {
        const reason = signal.aborted ? signal.reason : error;
        show({ verdict: "unknown", checks: [couldNot(task, reason)], at: new Date().toISOString() });
      }
    });
    this.#tell(seat, task);
    return true;
  }

  /** A seat as its record has it now; as it was known where that cannot be read. */
  async #asItIs(seat: Seat): Promise<Seat> {
    const seats = await this.#context.workshop.seats().catch(() => []);
    return seats.find((each) => each.seat === seat.seat) ?? seat;
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
