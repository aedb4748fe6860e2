/** So many bytes a second, and a burst of a second's worth. */
export class Allowance {
  readonly #now: () => number;
  #left = 0;
  #at: number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#at = now();
  }

  take(bytes: number, perSecond: number): void {
    this.#refill(perSecond);
    this.#left -= bytes;
  }

  /** Milliseconds until more may be taken; 0 for now. */
  wait(perSecond: number): number {
    this.#refill(perSecond);
    return this.#left >= 0 ? 0 : Math.ceil((-this.#left / perSecond) * 1000);
  }

  #refill(perSecond: number): void {
    const now = this.#now();
    this.#left = Math.min(perSecond, this.#left + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
  }
}
