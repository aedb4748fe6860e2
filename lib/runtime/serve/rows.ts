import type { Task } from "../../tasks/model/task.ts";
import type { Board } from "./board.ts";
import type { Hub } from "./hub.ts";
import type { SeatRow, SeatsMessage } from "./messages.ts";
import type { Sessions } from "./terminals/sessions.ts";
import type { Work } from "./work.ts";
import type { Seat, Workshop } from "./workshop.ts";

interface RowsContext {
  readonly workshop: Workshop;
  readonly board: Board;
  readonly hub: Hub;
  readonly sessions: Sessions;
  readonly work: () => Work;
}

/** The trainer's table: every seat, and which task it is at since when. */
export class Rows {
  readonly #context: RowsContext;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: RowsContext) {
    this.#context = context;
  }

  async message(): Promise<SeatsMessage> {
    const seats = await this.#context.workshop.seats();
    return { type: "seats", rows: seats.map((seat) => this.#row(seat)) };
  }

  /** Tells the trainer's pages, once for what happens within a moment. */
  readonly changed = (): void => {
    if (this.#timer !== undefined || this.#context.hub.pages(null) === 0) return;
    this.#timer = setTimeout(() => void this.#tell(), 200);
    this.#timer.unref();
  };

  /** Looks now and then at what others change: seats that are added, made anew, or taken down. */
  watch(signal: AbortSignal): void {
    const timer = setInterval(this.changed, 5000);
    signal.addEventListener("abort", () => clearInterval(timer));
  }

  async #tell(): Promise<void> {
    this.#timer = undefined;
    // A record that cannot be read now is told by whatever asks for it next.
    const message = await this.message().catch(() => undefined);
    if (message) this.#context.hub.tellTrainer(message);
  }

  #row(of: Seat): SeatRow {
    const { seat, lab, state, reason } = of;
    const { workshop, board, hub, sessions, work } = this.#context;
    const progress = workshop.tasks.map(({ id }: Task) => board.progress(seat, id));
    const current = progress.findIndex(({ solvedAt }) => solvedAt === null);
    const solved = progress.flatMap(({ solvedAt }) => solvedAt ?? []).sort();
    return {
      ...{ seat, lab, state, reason },
      pages: hub.pages(seat),
      terminals: sessions.of(seat).length,
      tasks: progress.map(({ verdict, solvedAt, failures }) => ({
        ...{ verdict, failures },
        solved: solvedAt !== null,
      })),
      current: current < 0 ? null : current,
      since: solved.at(-1) ?? board.begun(seat),
      doing: work().doing(of),
    };
  }
}
