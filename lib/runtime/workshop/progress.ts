import { createLogUpdate } from "log-update";
import { inOneLine } from "../../figures/plain-text.ts";
import type { Seat } from "../../workshop/seat.ts";
import type { Progress } from "../deploy/progress.ts";
import { keepBelow, type Screen, say } from "../terminal.ts";
import type { SeatWatcher } from "./bring-up.ts";

type Terminal = Pick<NodeJS.WriteStream, "isTTY" | "columns"> & NodeJS.WritableStream;

/**
 * What people see while seats come and go: one line, of how many there are of each kind. Where there is no terminal, a line for each
 * seat that is done. What a lab's deploy says of machines is left out, and what it says of all seats alike is said once.
 */
export class SeatProgress implements SeatWatcher, Progress, Screen {
  readonly #seats = new Map<number, Seat>();
  readonly #said = new Set<string>();
  readonly #update: ReturnType<typeof createLogUpdate> | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #terminal: Terminal;
  readonly #began = performance.now();
  readonly #total: number;
  #gone = 0;

  constructor(total: number, terminal: Terminal = process.stderr) {
    this.#total = total;
    this.#terminal = terminal;
    if (!terminal.isTTY || process.env.TERM === "dumb") return;
    this.#update = createLogUpdate(terminal);
    this.#timer = setInterval(() => this.draw(), 200).unref();
    keepBelow(this);
  }

  /** A seat that is as it was. */
  known(seat: Seat): void {
    this.#seats.set(seat.seat, seat);
  }

  changed(seat: Seat): void {
    this.#seats.set(seat.seat, seat);
    if (seat.state === "failed") this.#told(`seat ${seat.seat} (${seat.lab}) failed: ${seat.reason}`);
    else if (!this.#update && seat.state === "up") this.#told(`seat ${seat.seat} is up; ${this.#counts()}`);
    this.draw();
  }

  gone({ seat }: Seat): void {
    this.#seats.delete(seat);
    this.#gone += 1;
    if (!this.#update) this.#told(`seat ${seat} is gone; ${this.#counts()}`);
    this.draw();
  }

  say(seat: Seat | string, text: string): void {
    // What a machine does to become ready, of which there are dozens.
    if (typeof seat === "string" && /^[a-z0-9-]+: /.test(text)) return;
    const name = typeof seat === "string" ? seat : `seat ${seat.seat} (${seat.lab})`;
    // A lab's deploy speaks of the lab; all seats of a workshop are told the same.
    const known = typeof seat === "string" ? text.replaceAll(seat, "LAB") : `${name} ${text}`;
    if (this.#said.has(known)) return;
    this.#said.add(known);
    this.#told(`${name}: ${text}`);
  }

  machine(): void {
    // One line for all seats; `underlay workshop status` tells what a seat waits for.
  }

  draw(): void {
    if (!this.#update) return;
    const width = Math.max(20, (this.#terminal.columns || 80) - 1);
    this.#update(`${this.#time()}  ${this.#counts()}`.slice(0, width));
  }

  clear(): void {
    this.#update?.clear();
  }

  end(): void {
    if (!this.#update) return;
    clearInterval(this.#timer);
    keepBelow(undefined);
    this.clear();
  }

  #counts(): string {
    const of = (...states: Seat["state"][]) =>
      [...this.#seats.values()].filter(({ state }) => states.includes(state)).length;
    const going = of("removing");
    const parts = [
      this.#gone + going > 0 ? `${this.#gone} of ${this.#total} gone` : `${of("up")} of ${this.#total} up`,
      ...counted(of("starting", "resetting"), "coming up"),
      ...counted(going, "going"),
      ...counted(of("failed"), "failed"),
    ];
    return parts.join(", ");
  }

  #told(text: string): void {
    say(`${this.#time()}  ${inOneLine(text)}`);
  }

  #time(): string {
    return `${((performance.now() - this.#began) / 1000).toFixed(1).padStart(5)} s`;
  }
}

const counted = (count: number, what: string): string[] => (count === 0 ? [] : [`${count} ${what}`]);
