import ipaddr from "ipaddr.js";
import { Buckets } from "./buckets.ts";

/** Wrong tokens of an address: one is forgotten in three seconds. */
const wrong = { most: 20, each: 3000 } as const;
/** Requests by one right token: 24 pages that are loaded at once, with all their terminals, ask for 400 things, and for few from then on. */
const right = { most: 1000, each: 20 } as const;

/**
 * Counts who comes. A right token passes whatever its address did before: a whole room may share one address, and nobody in it can shut the
 * others out. Guessing is no way in anyhow; this keeps guesses from becoming work, and one seat from taking the server for itself.
 */
export class Attempts {
  readonly #wrong: Buckets<string>;
  readonly #right: Buckets<number | null>;

  constructor(now: () => number = () => performance.now()) {
    this.#wrong = new Buckets(wrong, now);
    this.#right = new Buckets(right, now);
  }

  /** Notes a wrong token; the seconds that its address has to wait, 0 for none. */
  failed(address: string): number {
    return this.#wrong.add(networkOf(address));
  }

  /** Notes a request by the right token of a seat, or of the trainer (null); the seconds that it has to wait, 0 for none. */
  passed(seat: number | null): number {
    return this.#right.add(seat);
  }
}

/** Who has an IPv6 address usually has 2^64 of them. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv4" ? parsed.toString() : parsed.toByteArray().slice(0, 8).join(".");
}
