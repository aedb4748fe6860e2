/** The numbers that a lab's parts of one kind have. Of each part it is asked for the next, and there may be thousands. */
export class Numbers {
  readonly #taken = new Set<number>();
  #lowest = 1;

  take(number: number): void {
    this.#taken.add(number);
  }

  /** The lowest that is free. */
  get next(): number {
    while (this.#taken.has(this.#lowest)) this.#lowest += 1;
    return this.#lowest;
  }
}
