import { createLogUpdate } from "log-update";
import { say } from "../terminal.ts";

/** What people see of deploys while they last. */
export interface Progress {
  /** A machine waits for something else now, or (null) is ready. */
  machine(lab: string, machine: string, waitsFor: string | null): void;
  say(lab: string, text: string): void;
  end(): void;
}

/** On a terminal one line for each machine that is not ready yet; elsewhere a line for each change, with the time. */
export const deployProgress = (): Progress => (process.stderr.isTTY ? new LivingLines() : new PlainLines());

const started = Date.now();
const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s`;
const plain = (text: string): string => text.replaceAll(/\p{Cc}+/gu, " ");

class PlainLines implements Progress {
  machine(lab: string, machine: string, waitsFor: string | null): void {
    this.say(lab, `${machine} ${waitsFor === null ? "is ready" : `waits for ${plain(waitsFor)}`}`);
  }

  say(lab: string, text: string): void {
    say(`${seconds()}  ${lab}: ${text}`);
  }

  end(): void {
    // Nothing stays on the screen that would have to be taken back.
  }
}

class LivingLines implements Progress {
  readonly #screen = createLogUpdate(process.stderr);
  readonly #waiting = new Map<string, string>();
  readonly #timer = setInterval(() => this.#draw(), 200);

  machine(lab: string, machine: string, waitsFor: string | null): void {
    const name = `${lab}/${machine}`;
    if (waitsFor === null) this.#waiting.delete(name);
    else this.#waiting.set(name, plain(waitsFor));
  }

  say(lab: string, text: string): void {
    this.#screen.clear();
    say(`${lab}: ${text}`);
    this.#draw();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#screen.clear();
  }

  #draw(): void {
    const width = Math.max(20, process.stderr.columns - 1);
    const rows = Math.max(3, process.stderr.rows - 2);
    const lines = [...this.#waiting].map(([name, waitsFor]) => `${name}  ${waitsFor}`.slice(0, width));
    const more = lines.length > rows ? [`… and ${lines.length - rows} more machines`] : [];
    this.#screen(
      [`${seconds()}  ${this.#waiting.size} machines not ready yet`, ...lines.slice(0, rows), ...more].join(
        "\n",
      ),
    );
  }
}
