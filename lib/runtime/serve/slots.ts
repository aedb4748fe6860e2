/** Runs so many pieces of work at the same time; the others wait for their turn. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(slots: number) {
    this.#free = slots;
  }

  /** Rejects with the signal's reason, and runs nothing, where that is aborted before it is the work's turn. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(signal);
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
        reject(signal?.reason);
      };
      this.#waiting.push(begin);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }
}

/** The same for several who share them: each has so many at the same time at most, so that nobody takes all. */
export class SharedSlots {
  readonly #all: Slots;
  readonly #each: number;
  readonly #own = new Map<string, Slots>();

  constructor(slots: number, each: number) {
    this.#all = new Slots(slots);
    this.#each = each;
  }

  run<T>(whose: string, work: () => Promise<T>): Promise<T> {
    const own = this.#own.get(whose) ?? new Slots(this.#each);
    this.#own.set(whose, own);
    return own.run(() => this.#all.run(work));
  }
}
