import { say } from "../terminal.ts";
import { lastLine } from "./command.ts";
import type { PartResult } from "./part.ts";

/** What the table shows of a part. */
export interface Row extends PartResult {
  readonly part: string;
  readonly seconds: number;
}

/** Says on stderr what each part does: when it begins, every ten seconds with the newest line of its log, at its end. */
export class Progress {
  readonly #started = new Map<string, number>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor() {
    this.#heartbeat = setInterval(() => this.#tell(), 10_000);
    this.#heartbeat.unref();
  }

  begin(part: string): void {
    this.#started.set(part, performance.now());
    say(`${part}: making it …`);
  }

  end(part: string, state: string): void {
    say(`${part}: ${state} after ${this.#seconds(part)} s`);
    this.#started.delete(part);
  }

  stop(): void {
    clearInterval(this.#heartbeat);
  }

  #tell(): void {
    for (const part of this.#started.keys())
      say(`${part}: ${this.#seconds(part)} s  ${(lastLine.get(part) ?? "").slice(0, 90)}`);
  }

  #seconds(part: string): string {
    return ((performance.now() - (this.#started.get(part) ?? performance.now())) / 1000).toFixed(0);
  }
}
