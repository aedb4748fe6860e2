import { messageOf } from "../../model/errors.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { topologyDrawing } from "../../report/topology/drawing.ts";
import type { LiveTopology } from "../bench/live-topology.ts";
import type { Hub } from "./hub.ts";
import type { Labs } from "./labs.ts";
import type { LabMessage } from "./messages.ts";
import { Slots } from "./slots.ts";
import type { Workshop } from "./workshop.ts";

/** Milliseconds between two looks at a lab, at least. */
const every = 10_000;
/** What looking may take of the time: one look takes a second of processor time and more, which the labs need themselves. */
const share = 0.25;

/** Labs that are looked at at the same time: one whose hosts do not answer must not keep the others waiting. */
const atOnce = 2;
/** Milliseconds for one look. */
const patience = 30_000;

/** Looks at the labs of the seats whose pages are open, in turn, and tells these what it saw. */
export class Lookout {
  readonly #workshop: Workshop;
  readonly #labs: Labs;
  readonly #hub: Hub;
  readonly #signal: AbortSignal;
  readonly #last = new Map<number, LabMessage>();
  /** When each is looked at next. */
  readonly #due = new Map<number, NodeJS.Timeout>();
  /** Until when each is left alone, by performance.now(), however often its pages ask. */
  readonly #rests = new Map<number, number>();
  /** The seats that are looked at, or wait for that: each once, however often its pages ask. */
  readonly #looking = new Set<number>();
  /** Those of them whose pages have asked once more. */
  readonly #again = new Set<number>();
  /** Those of them whose labs were made anew meanwhile: what is seen is of another one. */
  readonly #anew = new Set<number>();
  readonly #slots = new Slots(atOnce);

  constructor(workshop: Workshop, labs: Labs, hub: Hub, signal: AbortSignal) {
    this.#workshop = workshop;
    this.#labs = labs;
    this.#hub = hub;
    this.#signal = signal;
    signal.addEventListener("abort", () => {
      for (const timer of this.#due.values()) clearTimeout(timer);
    });
  }

  /** What was seen last; undefined before the first look. */
  last(seat: number): LabMessage | undefined {
    return this.#last.get(seat);
  }

  /**
   * Looks at a seat's lab as soon as those before it were looked at, and from then on while pages of it are open. Behind a look that lab rests
   * for some seconds, so that nobody has the lookout for themselves by asking: who asks meanwhile sees it when they are over.
   */
  look(seat: number): void {
    if (this.#looking.has(seat)) {
      this.#again.add(seat);
      return;
    }
    const rest = (this.#rests.get(seat) ?? 0) - performance.now();
    if (rest > 0) {
      this.#later(seat, rest);
      return;
    }
    this.#looking.add(seat);
    clearTimeout(this.#due.get(seat));
    const looked = this.#slots.run(async () => {
      this.#again.delete(seat);
      this.#anew.delete(seat);
      if (this.#signal.aborted || this.#hub.pages(seat) === 0) return;
      const began = performance.now();
      const seen = await this.#see(seat);
      if (this.#anew.delete(seat)) {
        this.#again.add(seat);
        return;
      }
      this.#last.set(seat, seen);
      this.#hub.tell(seat, seen);
      const rest = (performance.now() - began) / share;
      this.#rests.set(seat, performance.now() + rest);
      this.#later(seat, Math.max(every, rest * this.#hub.seats().length));
    });
    void looked.finally(() => {
      this.#looking.delete(seat);
      if (this.#again.delete(seat)) this.look(seat);
    });
  }

  /** Call when a seat's lab was made anew: what was seen is of another one, and this one is looked at as soon as that is asked for. */
  forget(seat: number): void {
    this.#rests.delete(seat);
    this.#last.delete(seat);
    if (this.#looking.has(seat)) this.#anew.add(seat);
  }

  #later(seat: number, pause: number): void {
    clearTimeout(this.#due.get(seat));
    if (this.#signal.aborted) return;
    this.#due.set(
      seat,
      setTimeout(() => this.look(seat), pause),
    );
  }

  async #see(number: number): Promise<LabMessage> {
    const nothing = (absent: string): LabMessage => ({
      ...{ type: "lab", at: new Date().toISOString(), absent, drawing: null, machines: [] },
    });
    try {
      const seat = (await this.#workshop.seats()).find((each) => each.seat === number);
      if (!seat) return nothing("This seat is gone.");
      const lab = await this.#workshop.lab(seat);
      if (!lab) return nothing(seat.reason ?? `The lab is not up yet: the seat is ${seat.state}.`);
      const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(patience)]);
      return await message(lab, await Promise.race([this.#labs.look(lab, signal), endOf(signal)]));
    } catch (error) {
      return nothing(`The lab cannot be looked at: ${messageOf(error)}`);
    }
  }
}

/** Rejects when it is aborted. */
const endOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error(`it took more than ${patience / 1000} s`)), {
      once: true,
    });
  });

async function message(lab: LabSpec, seen: LiveTopology): Promise<LabMessage> {
  const machines = seen.machines.map(({ host, kind, gates }) => {
    const { text = "", fault = true } = seen.remarks?.get(host) ?? {};
    return { name: host, kind, ready: !fault, text, gates: gates ?? [] };
  });
  const drawing = await topologyDrawing({ ...seen, name: lab.name });
  return { type: "lab", at: new Date().toISOString(), absent: null, drawing: drawing.markup, machines };
}
