/** Things that are remembered, the oldest forgotten first. */
const most = 200;

/** What is costly to make for a page, made once of each thing until that is another: links that are asked for without end cost no more. */
export class Remembered<Value> {
  readonly #made = new Map<string, { readonly of: string; readonly value: Value }>();

  /** What was made under a name, if of the same; else `make` makes it. */
  get(name: string, of: string, make: () => Value): Value {
    const known = this.#made.get(name);
    if (known?.of === of) return known.value;
    const value = make();
    this.#made.delete(name);
    // A map keeps the order in which names came.
    const [oldest] = this.#made.size >= most ? this.#made.keys() : [];
    if (oldest !== undefined) this.#made.delete(oldest);
    this.#made.set(name, { of, value });
    return value;
  }

  /** What could not be made is tried again. */
  forget(name: string): void {
    this.#made.delete(name);
  }
}
