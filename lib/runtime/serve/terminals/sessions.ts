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
}

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
    const key = `${seat}/${id}`;
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

  /** Call when a page has left: a terminal that nobody comes back to is ended. */
  async left(seat: number, id: string): Promise<void> {
    const kept = this.#all.get(`${seat}/${id}`);
    if (!kept || (await kept.session).viewers > 0) return;
    clearTimeout(kept.timer);
    kept.timer = setTimeout(() => void this.#endUnseen(kept), this.#patience * 1000);
    kept.timer.unref();
  }

  async #endUnseen({ session, seat, id }: Kept): Promise<void> {
    if ((await session).viewers === 0) await this.end(seat, id);
  }

  async end(seat: number, id: string): Promise<void> {
    const kept = this.#all.get(`${seat}/${id}`);
    if (!kept) return;
    const session = await kept.session.catch(() => undefined);
    await this.#labs.run(kept.lab, kept.place, endOf(id)).catch(() => undefined);
    session?.close();
  }

  async endAll(seat?: number): Promise<void> {
    const ending = [...this.#all.values()].filter((kept) => seat === undefined || kept.seat === seat);
    await Promise.all(ending.map((kept) => this.end(kept.seat, kept.id)));
  }

  #kept(seat: number): Kept[] {
    return [...this.#all.values()].filter((kept) => kept.seat === seat);
  }

  #forget(key: string): void {
    const kept = this.#all.get(key);
    clearTimeout(kept?.timer);
    this.#all.delete(key);
    if (kept) this.#changed(kept.seat);
  }
}
