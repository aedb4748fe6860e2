import ipaddr from "ipaddr.js";

/** Wrong tokens within the window before an address is told to wait. */
const most = 20;
/** Milliseconds in which one wrong token is forgotten. */
const forgotten = 3_000;
/** Addresses that are remembered. */
const remembered = 10_000;

/**
 * Counts wrong tokens by address, as a bucket that leaks. A right token passes whatever its address did before: a whole room may share one address, and
 * nobody in it can shut the others out. Guessing is no way in anyhow; this keeps guesses from becoming work.
 */
export class Attempts {
  readonly #now: () => number;
  readonly #failures = new Map<string, { readonly count: number; readonly at: number }>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Notes a wrong token; the seconds that its address has to wait, 0 for none. */
  failed(address: string): number {
    const key = networkOf(address);
    const count = this.#left(key) + 1;
    this.#failures.delete(key);
    // The oldest is first: a map keeps the order in which keys came.
    const [oldest] = this.#failures.size >= remembered ? this.#failures.keys() : [];
    if (oldest !== undefined) this.#failures.delete(oldest);
    this.#failures.set(key, { count: Math.min(count, most * 2), at: this.#now() });
    return count > most ? Math.ceil(((Math.min(count, most * 2) - most) * forgotten) / 1000) : 0;
  }

  #left(key: string): number {
    const known = this.#failures.get(key);
    return known ? Math.max(0, known.count - (this.#now() - known.at) / forgotten) : 0;
  }
}

/** Who has an IPv6 address usually has 2^64 of them. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv4" ? parsed.toString() : parsed.toByteArray().slice(0, 8).join(".");
}
