import type { TaskMessage } from "./messages.ts";
import type { Seat } from "./workshop.ts";

/** What is done to a seat. */
export interface Turn {
  /** The task that it is about; null where the seat is made anew. */
  readonly task: string | null;
  readonly working: TaskMessage["working"];
}

interface Taken extends Turn {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** What is being done to each seat: the latest thing that was begun there, until its end. */
export class Turns {
  readonly #taken = new Map<number, Taken>();
  readonly #signal: AbortSignal;
  readonly #ended: (seat: Seat, turn: Turn) => void;

  /** `signal` interrupts all; `ended` is told of everything that has ended. */
  constructor(signal: AbortSignal, ended: (seat: Seat, turn: Turn) => void) {
    this.#signal = signal;
    this.#ended = ended;
  }

  of(seat: number): Turn | undefined {
    return this.#taken.get(seat);
  }

  /** Begins work, which rejects for no reason of its own. */
  start(seat: Seat, turn: Turn, work: (signal: AbortSignal) => Promise<void>): void {
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#signal, stop.signal]);
    const ended = Promise.resolve()
      .then(() => work(signal))
      .finally(() => {
        // What interrupted it has its place already.
        if (this.#taken.get(seat.seat) === taken) this.#taken.delete(seat.seat);
        this.#ended(seat, turn);
      });
    const taken: Taken = { ...turn, stop, ended };
    this.#taken.set(seat.seat, taken);
  }

  /** Interrupts what is being done to a seat, and resolves at its end. */
  async interrupt(seat: number, reason: Error): Promise<void> {
    const taken = this.#taken.get(seat);
    taken?.stop.abort(reason);
    await taken?.ended;
  }
}
