/** What a bucket holds before whoever fills it has to wait, and the milliseconds in which one leaks out of it. */
interface Leak {
  readonly most: number;
  readonly each: number;
}

/** Buckets that are remembered. */
const remembered = 10_000;

/** Counts what happens by whose it is, as buckets that leak. */
export class Buckets<Key> {
  readonly #leak: Leak;
  readonly #now: () => number;
  readonly #filled = new Map<Key, { readonly count: number; readonly at: number }>();

  constructor(leak: Leak, now: () => number = () => performance.now()) {
    this.#leak = leak;
    this.#now = now;
  }

  /** Notes one more; the seconds that have to be waited, 0 for none. */
  add(key: Key): number {
    const { most, each } = this.#leak;
    const count = Math.min(this.#left(key) + 1, most * 2);
    this.#filled.delete(key);
    // The oldest is first: a map keeps the order in which keys came.
    const [oldest] = this.#filled.size >= remembered ? this.#filled.keys() : [];
    if (oldest !== undefined) this.#filled.delete(oldest);
    this.#filled.set(key, { count, at: this.#now() });
    return count > most ? Math.ceil(((count - most) * each) / 1000) : 0;
  }

  #left(key: Key): number {
    const known = this.#filled.get(key);
    return known ? Math.max(0, known.count - (this.#now() - known.at) / this.#leak.each) : 0;
  }
}
