import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { EngineTerminal, TerminalSize } from "../../engine/terminal.ts";
import { Allowance } from "./allowance.ts";
import { Scrollback } from "./scrollback.ts";
import { type Outlet, Viewer } from "./viewer.ts";

/** Bytes that a terminal may print each second, while somebody looks and while nobody does: its command waits, as at a slow line. */
const perSecond = { watched: 4 * 2 ** 20, unwatched: 64 * 2 ** 10 };
/** Bytes that are kept for a page that comes anew. */
const kept = 256 * 1024;
/** Bytes that were typed and that nobody has read. */
const mostTyped = 64 * 1024;
/** Milliseconds between two sizes: each takes a connection to the engine, and a window that is dragged wants one for every step. */
const restOfSizes = 100;

/** A shell in a terminal, and the pages that show it. It lives on when they go. */
export class Session {
  readonly #terminal: EngineTerminal;
  readonly #viewers = new Set<Viewer>();
  readonly #scrollback = new Scrollback(kept);
  readonly #allowance = new Allowance();
  #timer: NodeJS.Timeout | undefined;
  /** The latest size that a page wants, while it waits for its turn. */
  #wanted: TerminalSize | undefined;
  #isResizing = false;
  readonly #shell = randomUUID();

  /** `over` is called once, when the shell has ended. */
  constructor(terminal: EngineTerminal, over: () => void) {
    this.#terminal = terminal;
    const { stream } = terminal;
    stream.on("data", (bytes: Buffer) => this.#print(bytes));
    stream.on("end", () => stream.destroy());
    // Whatever ends the connection, the terminal is over.
    stream.on("error", () => undefined);
    stream.on("close", () => {
      clearTimeout(this.#timer);
      over();
      void this.#tellEnd();
    });
  }

  async #tellEnd(): Promise<void> {
    const status = await this.#terminal.exitCode();
    const how = status === null ? "The connection to it ended." : `The shell ended with status ${status}.`;
    for (const viewer of this.#viewers) viewer.ended(how);
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  join(outlet: Outlet): Viewer {
    const viewer = new Viewer(outlet, this.#shell, () => this.#scrollback.all());
    viewer.begin(this.#pace);
    this.#viewers.add(viewer);
    return viewer;
  }

  leave(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    this.#pace();
  }

  shown(viewer: Viewer, bytes: number): void {
    viewer.shown(bytes, this.#pace);
    this.#pace();
  }

  /** Resolves once there is room for more: what is typed waits for who reads it. */
  async type(bytes: Buffer): Promise<void> {
    const { stream } = this.#terminal;
    if (!stream.writable || stream.write(bytes) || stream.writableLength <= mostTyped) return;
    await Promise.race([once(stream, "drain"), once(stream, "close")]).catch(() => undefined);
  }

  /** Gives it the latest size that is wanted: one at a time, whatever comes meanwhile. */
  async resize(size: TerminalSize): Promise<void> {
    this.#wanted = size;
    if (this.#isResizing) return;
    this.#isResizing = true;
    for (let next = this.#taken(); next; next = this.#taken()) {
      await this.#terminal.resize(next);
      await delay(restOfSizes);
    }
    this.#isResizing = false;
  }

  #taken(): TerminalSize | undefined {
    const size = this.#wanted;
    this.#wanted = undefined;
    return size;
  }

  /** Ends the connection; the shell is ended by others. */
  close(): void {
    this.#terminal.stream.destroy();
  }

  get #rate(): number {
    return this.#viewers.size > 0 ? perSecond.watched : perSecond.unwatched;
  }

  #print(bytes: Buffer): void {
    this.#scrollback.push(bytes);
    for (const viewer of this.#viewers) viewer.offer(bytes, this.#pace);
    this.#allowance.take(bytes.length, this.#rate);
    this.#pace();
  }

  /** Reads on unless everybody is behind or the allowance is used up; then the command itself has to wait. */
  readonly #pace = (): void => {
    clearTimeout(this.#timer);
    const { stream } = this.#terminal;
    if (stream.destroyed) return;
    const viewers = [...this.#viewers];
    const wait = this.#allowance.wait(this.#rate);
    if (viewers.length > 0 && viewers.every(({ isBehind }) => isBehind)) stream.pause();
    else if (wait === 0) stream.resume();
    else {
      stream.pause();
      this.#timer = setTimeout(this.#pace, wait);
    }
  };
}
