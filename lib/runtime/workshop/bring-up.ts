import { messageOf } from "../../model/errors.ts";
import { mayHaveRemains, type Seat, type SeatState } from "../../workshop/seat.ts";
import { inPool, type PoolOptions } from "../pool.ts";
import { Refusal } from "../terminal.ts";

/** What is done to seats, wherever they are. */
export interface SeatPort {
  /** Keeps everybody else off the seat's lab while `work` runs; throws a Refusal when somebody is at work on it. */
  hold<T>(seat: Seat, what: string, work: () => Promise<T>): Promise<T>;
  /** The seat's record as it is now; undefined where the seat was taken down meanwhile. */
  record(seat: Seat): Promise<Seat | undefined>;
  /** Makes the seat's lab, or what is there of it whole, and waits until it is ready. */
  deploy(seat: Seat): Promise<void>;
  /** Removes all of the seat's lab, whatever state it is in. */
  destroy(seat: Seat): Promise<void>;
  /** Waits a while for the seat's engine; throws where it does not answer. */
  awaitEngine(seat: Seat): Promise<void>;
  /** Makes the seat's link, unless it has one or its workshop was taken down meanwhile. */
  giveLink(seat: Seat): Promise<void>;
  /** Keeps what is known of the seat; whatever ends this program afterwards, it is known. */
  keep(seat: Seat): Promise<void>;
  /** Forgets a seat of which nothing is left. */
  forget(seat: Seat): Promise<void>;
}

/** Told of every seat that is another than before, and of what people should know of one. */
export interface SeatWatcher {
  changed(seat: Seat): void;
  /** Nothing is left of it. */
  gone(seat: Seat): void;
  say(seat: Seat, text: string): void;
}

export interface SeatWork extends PoolOptions {
  readonly port: SeatPort;
  readonly watch: SeatWatcher;
}

/** A seat as it is after the work on it; `error` says why that failed, or was not begun. */
export interface SeatOutcome {
  readonly seat: Seat;
  readonly error: string | null;
}

/**
 * Brings seats up, so many at a time. One that fails stops no other: once all were tried it is made afresh, once. Each seat's
 * record is written before and after the work on it, so that this can be called again after whatever cut it off. One whose reset or
 * removal was cut off comes up from nothing: a host that is left of it has what was done to it.
 */
export async function bringUp(seats: readonly Seat[], work: SeatWork): Promise<SeatOutcome[]> {
  return withSecondTry(seats, work, (seat) =>
    unlessMended(seat, work, (record) =>
      raise(record, mayHaveRemains(record) ? "resetting" : "starting", work),
    ),
  );
}

/** Makes seats anew: nothing of what was in their hosts is left. A seat that fails is tried once more. */
export async function makeAnew(seats: readonly Seat[], work: SeatWork): Promise<SeatOutcome[]> {
  return withSecondTry(seats, work, async (seat) => raise(await recordOf(seat, work), "resetting", work));
}

/** Removes seats; those that cannot be removed are kept in the record. */
export async function takeDown(seats: readonly Seat[], work: SeatWork): Promise<SeatOutcome[]> {
  const { port, watch } = work;
  const { outcomes } = await eachOf(seats, work, async (seat) => {
    const removing = await enter(seat, "removing", work);
    await port.destroy(removing);
    await port.forget(removing);
    watch.gone(removing);
    return removing;
  });
  return outcomes;
}

async function withSecondTry(
  seats: readonly Seat[],
  work: SeatWork,
  first: (seat: Seat) => Promise<Seat>,
): Promise<SeatOutcome[]> {
  const { outcomes, failed } = await eachOf(seats, work, first);
  if (failed.length === 0 || work.signal.aborted) return outcomes;
  const again = await eachOf(failed, work, (seat) =>
    unlessMended(seat, work, async (record) => {
      work.watch.say(record, `failed, and is made afresh: ${seat.reason}`);
      await work.port.awaitEngine(record);
      return raise(record, "resetting", work);
    }),
  );
  return outcomes.map(
    (outcome) => again.outcomes.find(({ seat }) => seat.seat === outcome.seat.seat) ?? outcome,
  );
}

/** Works on a seat, unless somebody else has brought it up since its record was read: by now there may be work in it. */
async function unlessMended(seat: Seat, work: SeatWork, one: (record: Seat) => Promise<Seat>): Promise<Seat> {
  const record = await recordOf(seat, work);
  if (record.state !== "up" || record.since === seat.since) return one(record);
  work.watch.changed(record);
  return record;
}

async function recordOf(seat: Seat, { port }: SeatWork): Promise<Seat> {
  const record = await port.record(seat);
  if (!record) throw new Error("It was taken down meanwhile.");
  return record;
}

/** A seat's lab from what is there (`starting`), or from nothing. */
async function raise(seat: Seat, how: "starting" | "resetting", work: SeatWork): Promise<Seat> {
  const begun = await enter(seat, how, work);
  if (how === "resetting") await work.port.destroy(begun);
  // Not before: what `down` has left of the seat is the former group's, and its link was ended.
  await work.port.giveLink(begun);
  await work.port.deploy(begun);
  // `down` comes to no seat that somebody is at work on, and has left it to be made anew: it is not to be up after all.
  await recordOf(begun, work);
  return enter(begun, "up", work);
}

/** What came of seats. */
interface Round {
  readonly outcomes: SeatOutcome[];
  /** Those at which this failed: neither those that somebody else is at work on, nor those that are gone. */
  readonly failed: Seat[];
}

/** Works on each with its lab held; what fails is kept in the seat's record with the reason. */
async function eachOf(
  seats: readonly Seat[],
  work: SeatWork,
  one: (seat: Seat) => Promise<Seat>,
): Promise<Round> {
  const found = new Map<number, SeatOutcome>();
  const failed: Seat[] = [];
  const waiting = await inPool(seats, work, async (seat) => {
    const note = (seat: Seat, error: string | null) => void found.set(seat.seat, { seat, error });
    try {
      await work.port.hold(seat, `workshop seat ${seat.seat}`, async () => {
        try {
          note(await one(seat), null);
        } catch (error) {
          const reason = work.signal.aborted ? "It was interrupted." : messageOf(error);
          // As the work left it. One that was taken down gets no record again.
          const record = await work.port.record(seat);
          if (!record) return note(seat, reason);
          const left = await enter(record, "failed", work, reason);
          note(left, reason);
          failed.push(left);
        }
      });
    } catch (error) {
      // Somebody else is at work on it, or its record cannot be written: what is known of it is theirs, or as it was.
      if (!found.has(seat.seat)) note(seat, messageOf(error));
      if (!(error instanceof Refusal)) work.watch.say(seat, messageOf(error));
    }
  });
  for (const seat of waiting) found.set(seat.seat, { seat, error: "It was not begun: interrupted." });
  return { outcomes: seats.flatMap(({ seat }) => found.get(seat) ?? []), failed };
}

async function enter(
  seat: Seat,
  state: SeatState,
  { port, watch }: SeatWork,
  reason: string | null = null,
): Promise<Seat> {
  const remains = state === "failed" && mayHaveRemains(seat);
  const changed: Seat = { ...seat, state, since: new Date().toISOString(), reason, remains };
  await port.keep(changed);
  watch.changed(changed);
  return changed;
}
