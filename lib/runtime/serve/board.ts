import { z } from "zod";
import { parseJson } from "../../model/json.ts";
import type { Notice, Progress } from "./messages.ts";

/** What is remembered of a workshop beside its labs: how far each seat is, what the trainer said, and when the break is over. */
const verdict = z.enum(["pass", "fail", "unknown"]);
const progressSchema = z.object({
  verdict: verdict.nullable(),
  checks: z.array(
    z.object({ says: z.string(), level: z.enum(["error", "warning"]), verdict, shows: z.string() }),
  ),
  failures: z.int(),
  at: z.string().nullable(),
  solvedAt: z.string().nullable(),
  begunAt: z.string().nullable(),
});
const noticeSchema = z.object({ at: z.string(), text: z.string(), seat: z.int().nullable() });
const boardSchema = z.object({
  progress: z.record(z.string(), z.record(z.string(), progressSchema)),
  notices: z.array(noticeSchema),
  clock: z.object({ until: z.string().nullable(), text: z.string() }),
  // Earlier versions kept none.
  begun: z.record(z.string(), z.string()).default({}),
});
type Kept = z.infer<typeof boardSchema>;

/** Notices that are kept. */
const mostNotices = 50;

const none: Progress = {
  ...{ verdict: null, checks: [], failures: 0 },
  ...{ at: null, solvedAt: null, begunAt: null },
};

/** Says what it has as a text, for whoever keeps it; `changed` is called whenever that is another. */
export class Board {
  #kept: Kept;
  readonly #changed: (text: string) => void;

  constructor(text: string | undefined, changed: (text: string) => void) {
    const read = boardSchema.safeParse(parseJson(text ?? ""));
    this.#kept = read.data ?? { progress: {}, notices: [], clock: { until: null, text: "" }, begun: {} };
    this.#changed = changed;
  }

  /** When somebody began at a seat: ISO 8601; null where nobody has. */
  begun(seat: number): string | null {
    return ownOf(this.#kept.begun, String(seat)) ?? null;
  }

  /** Somebody is at a seat; whoever was there first has begun there. */
  begin(seat: number, now: Date): void {
    if (this.begun(seat) !== null) return;
    this.#keep({ begun: { ...this.#kept.begun, [seat]: now.toISOString() } });
  }

  progress(seat: number, task: string): Progress {
    return ownOf(ownOf(this.#kept.progress, String(seat)) ?? {}, task) ?? none;
  }

  record(seat: number, task: string, change: Partial<Progress>): void {
    const of = { ...ownOf(this.#kept.progress, String(seat)) };
    const progress = { ...this.progress(seat, task), ...change };
    this.#keep({
      progress: {
        ...this.#kept.progress,
        [seat]: { ...of, [task]: { ...progress, checks: [...progress.checks] } },
      },
    });
  }

  /** A seat that was made anew begins anew, once somebody is there. */
  forget(seat: number): void {
    const { [seat]: _, ...begun } = this.#kept.begun;
    this.#keep({ progress: { ...this.#kept.progress, [seat]: {} }, begun });
  }

  notices(seat: number): Notice[] {
    return this.#kept.notices
      .filter((notice) => notice.seat === null || notice.seat === seat)
      .map(({ at, text }) => ({ at, text }));
  }

  /** To a seat, or to all. */
  say(seat: number | null, text: string, now: Date): void {
    const notice = { at: now.toISOString(), text, seat };
    this.#keep({ notices: [...this.#kept.notices, notice].slice(-mostNotices) });
  }

  get clock(): Kept["clock"] {
    return this.#kept.clock;
  }

  setClock(clock: Kept["clock"]): void {
    this.#keep({ clock });
  }

  #keep(change: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...change };
    this.#changed(JSON.stringify(this.#kept));
  }
}

/** Tasks may be called like what every object has. */
const ownOf = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
