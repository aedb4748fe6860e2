/** The end of what a terminal printed, up to a bound, for pages that come later. */
export class Scrollback {
  readonly #most: number;
  #parts: Buffer[] = [];
  #bytes = 0;
  #cut = false;

  constructor(most: number) {
    this.#most = most;
  }

  push(part: Buffer): void {
    this.#parts.push(part.length > this.#most ? part.subarray(-this.#most) : part);
    this.#bytes += this.#parts.at(-1)?.length ?? 0;
    while (this.#bytes - (this.#parts[0]?.length ?? 0) >= this.#most) {
      this.#bytes -= this.#parts.shift()?.length ?? 0;
      this.#cut = true;
    }
    this.#cut ||= part.length > this.#most;
  }

  /** It begins with a whole line where something was cut off: half an escape sequence would colour or move the rest. */
  all(): Buffer {
    const whole = Buffer.concat(this.#parts);
    this.#parts = [whole];
    const line = this.#cut ? whole.indexOf("\n") : -1;
    return whole.subarray(line + 1);
  }
}
