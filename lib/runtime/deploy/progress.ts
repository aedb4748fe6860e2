import { stripVTControlCharacters } from "node:util";
import { createLogUpdate } from "log-update";
import { withoutControls } from "../../figures/plain-text.ts";
import { keepBelow, type Screen, say } from "../terminal.ts";

/** What people see of deploys while they last. */
export interface Progress {
  /** A machine waits for something else now, or (null) is ready. */
  machine(lab: string, machine: string, waitsFor: string | null): void;
  say(lab: string, text: string): void;
  end(): void;
}

type Terminal = Pick<NodeJS.WriteStream, "isTTY" | "columns" | "rows"> & NodeJS.WritableStream;

/** On a terminal one line for each machine that is not ready yet; elsewhere a line for each change, with the time. */
export const deployProgress = (terminal: Terminal = process.stderr): Progress =>
  terminal.isTTY && process.env.TERM !== "dumb" ? new LivingLines(terminal) : new PlainLines();

const started = performance.now();
const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s`;
/** What machines and programs said, in one line and without what would steer a terminal. */
const plain = (text: string): string =>
  withoutControls(stripVTControlCharacters(text).replaceAll(/\p{Cc}+/gu, " "));

class PlainLines implements Progress {
  machine(lab: string, machine: string, waitsFor: string | null): void {
    this.say(lab, `${machine} ${waitsFor === null ? "is ready" : `waits for ${waitsFor}`}`);
  }

  say(lab: string, text: string): void {
    say(`${seconds()}  ${lab}: ${plain(text)}`);
  }

  end(): void {
    // Plain lines stay on the screen.
  }
}

class LivingLines implements Progress, Screen {
  readonly #terminal: Terminal;
  readonly #update: (text: string) => void;
  readonly clear: () => void;
  readonly #waiting = new Map<string, string>();
  readonly #timer = setInterval(() => this.draw(), 200).unref();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    const update = createLogUpdate(terminal);
    this.#update = update;
    this.clear = update.clear;
    keepBelow(this);
  }

  machine(lab: string, machine: string, waitsFor: string | null): void {
    const name = `${lab}/${machine}`;
    if (waitsFor === null) this.#waiting.delete(name);
    else this.#waiting.set(name, plain(waitsFor));
  }

  say(lab: string, text: string): void {
    say(`${lab}: ${plain(text)}`);
  }

  end(): void {
    clearInterval(this.#timer);
    keepBelow(undefined);
    this.clear();
  }

  draw(): void {
    const width = Math.max(20, (this.#terminal.columns || 80) - 1);
    // Beside the first and the last line, and the cursor's own.
    const rows = Math.max(1, (this.#terminal.rows || 24) - 3);
    const lines = [...this.#waiting].map(([name, waitsFor]) => `${name}  ${waitsFor}`);
    const more = lines.length > rows ? [`… and ${lines.length - rows} more`] : [];
    const all = [`${seconds()}  ${lines.length} machines not ready yet`, ...lines.slice(0, rows), ...more];
    this.#update(all.map((line) => line.slice(0, width)).join("\n"));
  }
}
