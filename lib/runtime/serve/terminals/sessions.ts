import type { LabSpec } from "../../../model/lab-spec.ts";
import type { TerminalSize } from "../../engine/terminal.ts";
import type { Labs } from "../labs.ts";
import type { TerminalPlace } from "../places.ts";
import { Session } from "./session.ts";
import { endOf, endOfOthers, shell } from "./shell.ts";

/** Terminals of one seat, and of all. */
export const bounds = { perSeat: 8, all: 400 } as const;
/** Seconds that a terminal is kept which no page shows. */
const patience = 15 * 60;

interface Kept {
  readonly id: string;
  readonly seat: number;
  readonly lab: LabSpec;
  readonly place: TerminalPlace;
  readonly session: Promise<Session>;
  timer?: NodeJS.Timeout;
  /** Settles once it is ended; undefined until that is begun. */
  ending?: Promise<void>;
}

const keyOf = (seat: number, id: string): string => `${seat}/${id}`;

/** The terminals of all seats. Each has an ID that its page has chosen, by which it is found again after a reload. */
export class Sessions {
  readonly #labs: Labs;
  readonly #changed: (seat: number) => void;
  readonly #patience: number;
  readonly #all = new Map<string, Kept>();
  /** Places where nothing is left of an earlier server. */
  readonly #swept = new Map<string, Promise<void>>();

  /** `changed` is told of a seat that has a terminal more or less. */
  constructor(labs: Labs, changed: (seat: number) => void, seconds = patience) {
    this.#labs = labs;
    this.#changed = changed;
    this.#patience = seconds;
  }

  of(seat: number): { readonly id: string; readonly at: string }[] {
    return this.#kept(seat).map(({ id, place }) => ({ id, at: place.label }));
  }

  /** The terminal of that ID, or a new one. Throws where there are too many. */
  open(seat: number, lab: LabSpec, place: TerminalPlace, id: string, size: TerminalSize): Promise<Session> {
    const key = keyOf(seat, id);
    const known = this.#all.get(key);
    if (known) return known.session;
    if (this.#kept(seat).length >= bounds.perSeat)
      throw new Error(`There are ${bounds.perSeat} terminals already. Close one first.`);
    if (this.#all.size >= bounds.all)
      throw new Error("There are too many terminals in the room. Try again in a while.");
    const session = this.#begin(key, lab, place, id, size);
    this.#all.set(key, { id, seat, lab, place, session });
    session.then(
      () => this.#changed(seat),
      () => this.#forget(key),
    );
    return session;
  }

  async #begin(
    key: string,
    lab: LabSpec,
    place: TerminalPlace,
    id: string,
    size: TerminalSize,
  ): Promise<Session> {
    await this.#sweep(lab, place);
    const terminal = await this.#labs.terminal(lab, place, shell(id), size);
    return new Session(terminal, () => this.#forget(key));
  }

  /** Once in each place: what a server that was killed left. */
  #sweep(lab: LabSpec, place: TerminalPlace): Promise<void> {
    const key = `${lab.name}/${place.label}`;
    const swept = this.#swept.get(key) ?? this.#labs.run(lab, place, endOfOthers).catch(() => undefined);
    this.#swept.set(key, swept);
    return swept;
  }

  /** Call when a page has left its terminal: one that nobody comes back to is ended. */
  async left(seat: number, id: string, session: Session): Promise<void> {
    const kept = this.#all.get(keyOf(seat, id));
    // It may have ended, and another one of its ID have begun, or be about to fail.
    if (!kept || (await kept.session.catch(() => undefined)) !== session) return;
    if (session.viewers > 0 || !this.#has(kept)) return;
    clearTimeout(kept.timer);
    kept.timer = setTimeout(() => {
      if (session.viewers === 0 && this.#has(kept)) void this.end(seat, id);
    }, this.#patience * 1000);
    kept.timer.unref();
  }

  /** Ends a terminal and what it started, once, however often that is asked for. */
  async end(seat: number, id: string): Promise<void> {
    const kept = this.#all.get(keyOf(seat, id));
    if (!kept) return;
    kept.ending ??= this.#end(kept);
    await kept.ending;
  }

  async #end({ id, lab, place, session }: Kept): Promise<void> {
    const ended = await session.catch(() => undefined);
    await this.#labs.run(lab, place, endOf(id)).catch(() => undefined);
    ended?.close();
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#all.values()].map(({ seat, id }) => this.end(seat, id)));
  }

  /**
   * Call before a seat's machines go; what it gives, once they are gone. Shells end with their machines: this hangs up on those whose
   * connection the engine has left open, and on none that was begun later.
   */
  withMachines(seat: number): () => void {
    const there = this.#kept(seat).map(({ session }) => session);
    return () => {
      for (const session of there) void session.then((each) => each.close()).catch(() => undefined);
    };
  }

  #kept(seat: number): Kept[] {
    return [...this.#all.values()].filter((kept) => kept.seat === seat);
  }

  #has(kept: Kept): boolean {
    return this.#all.get(keyOf(kept.seat, kept.id)) === kept;
  }

  #forget(key: string): void {
    const kept = this.#all.get(key);
    clearTimeout(kept?.timer);
    this.#all.delete(key);
    if (kept) this.#changed(kept.seat);
  }
}
