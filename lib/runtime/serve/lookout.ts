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

/** When a lab is looked at next, and whether it was looked at before its time last. */
interface Due {
  readonly at: number;
  readonly wasEarly: boolean;
  readonly timer: NodeJS.Timeout;
}

/** Looks at the labs of the seats whose pages are open, in turn, and tells these what it saw. */
export class Lookout {
  readonly #workshop: Workshop;
  readonly #labs: Labs;
  readonly #hub: Hub;
  readonly #signal: AbortSignal;
  readonly #last = new Map<number, LabMessage>();
  readonly #due = new Map<number, Due>();
  /** The seats that are looked at, or wait for that: each once, however often its pages ask. */
  readonly #looking = new Set<number>();
  /** Those of them whose pages have asked once more. */
  readonly #again = new Set<number>();
  readonly #slots = new Slots(atOnce);

  constructor(workshop: Workshop, labs: Labs, hub: Hub, signal: AbortSignal) {
    this.#workshop = workshop;
    this.#labs = labs;
    this.#hub = hub;
    this.#signal = signal;
    signal.addEventListener("abort", () => {
      for (const { timer } of this.#due.values()) clearTimeout(timer);
    });
  }

  /** What was seen last; undefined before the first look. */
  last(seat: number): LabMessage | undefined {
    return this.#last.get(seat);
  }

  /**
   * Looks at a seat's lab as soon as those before it were looked at, and from then on while pages of it are open. In each pause one look may come
   * before its time: who asks once more waits, so that nobody has the lookout for themselves by asking. Returns the seconds until the lab is
   * looked at, 0 for its turn now.
   */
  look(seat: number): number {
    if (this.#looking.has(seat)) {
      this.#again.add(seat);
      return 0;
    }
    const due = this.#due.get(seat);
    if (due?.wasEarly) return Math.max(1, Math.ceil((due.at - performance.now()) / 1000));
    this.#looking.add(seat);
    const looked = this.#slots.run(async () => {
      this.#again.delete(seat);
      if (this.#signal.aborted || this.#hub.pages(seat) === 0) return;
      const due = this.#due.get(seat);
      const began = performance.now();
      const seen = await this.#see(seat);
      this.#last.set(seat, seen);
      this.#hub.tell(seat, seen);
      const pause = Math.max(every, ((performance.now() - began) / share) * this.#hub.seats().length);
      // It was early where its time has not come meanwhile, and the lab was not made anew.
      this.#later(seat, pause, due !== undefined && this.#due.get(seat) === due);
    });
    void looked.finally(() => {
      this.#looking.delete(seat);
      if (this.#again.delete(seat)) this.look(seat);
    });
    return 0;
  }

  /** Call when a seat's lab was made anew: what was seen is of another one, and this one is looked at when that is asked for. */
  forget(seat: number): void {
    clearTimeout(this.#due.get(seat)?.timer);
    this.#due.delete(seat);
    this.#last.delete(seat);
  }

  #later(seat: number, pause: number, wasEarly: boolean): void {
    clearTimeout(this.#due.get(seat)?.timer);
    if (this.#signal.aborted) return;
    const timer = setTimeout(() => {
      this.#due.delete(seat);
      this.look(seat);
    }, pause);
    this.#due.set(seat, { at: performance.now() + pause, wasEarly, timer });
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
