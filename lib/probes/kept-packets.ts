/**
 * What is told of a packet: an ICMP packet between the capture's two ends (such a one the capture's own traffic begins with, and a trace
 * follows), another one between them, one that looks otherwise than the mode says, or any other.
 */
type Reason = "icmp" | "own" | "leak" | "other";

/**
 * The packets of a capture that are kept decoded, of which there are `most`: for each reason the first ones. Hosts ask each other now and
 * then whether they are there, other workloads talk, and on a busy machine any of it may fill a capture before its own traffic begins. Of
 * leaks there is room for a third at least, and for the packets between the ends, should there be many leaks, for the rest.
 */
export class KeptPackets<Packet extends { readonly number: number }> {
  readonly #most: number;
  readonly #kept: Readonly<Record<Reason, Packet[]>> = { icmp: [], own: [], leak: [], other: [] };

  constructor(most: number) {
    this.#most = most;
  }

  /** `packet` is asked for only while there may be room for it: decoding takes most of the time. */
  add(reason: Reason, packet: () => Packet): void {
    const kept = this.#kept[reason];
    if (kept.length < this.#most) kept.push(packet());
  }

  /** In the order of the capture. */
  get all(): Packet[] {
    const { icmp, leak, other } = this.#kept;
    const own = [...icmp, ...this.#kept.own];
    const leaks = leak.slice(0, Math.max(Math.ceil(this.#most / 3), this.#most - own.length));
    const telling = [...leaks, ...own.slice(0, this.#most - leaks.length)];
    const packets = [...telling, ...other].slice(0, this.#most);
    return packets.toSorted((a, b) => a.number - b.number);
  }
}
