import { plural } from "../../lib/figures/format.ts";
import { inOneLine } from "../../lib/figures/plain-text.ts";
import { exitCodes, print, say } from "../../lib/runtime/terminal.ts";
import type { SeatOutcome } from "../../lib/runtime/workshop/bring-up.ts";

export interface TellOptions {
  /** What seats are then, for people: `up`, `gone`. */
  readonly done: string;
  readonly json?: boolean | undefined;
}

/** Says what came of each seat; the exit code says whether it is so of all, of some or of none. */
export function tellOutcomes(outcomes: readonly SeatOutcome[], { done, json }: TellOptions): void {
  const failed = outcomes.filter(({ error }) => error !== null);
  const worked = outcomes.length - failed.length;
  if (json) print({ seats: outcomes.map(({ seat, error }) => ({ ...seat, error })) });
  for (const { seat, error } of failed) say(`seat ${seat.seat} (${seat.lab}): ${inOneLine(error ?? "")}`);
  say(
    failed.length === 0
      ? `${plural(worked, "seat")} ${worked === 1 ? "is" : "are"} ${done}`
      : `${worked} of ${plural(outcomes.length, "seat")} ${worked === 1 ? "is" : "are"} ${done}; not: ${failed.map(({ seat }) => seat.seat).join(", ")}`,
  );
  if (failed.length > 0) process.exitCode = worked === 0 ? exitCodes.failed : exitCodes.partial;
}
