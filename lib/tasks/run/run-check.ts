import { messageOf } from "../../model/errors.ts";
import type { Ground, InTurn, Seen } from "../check-kind.ts";
import { checkKindOf } from "../checks.ts";
import type { Check } from "../model/task.ts";

/** `unknown`: it could not be judged, which is neither a pass nor a failure. */
export type Verdict = "pass" | "fail" | "unknown";

/** What came of a check: plain data. */
export interface CheckResult {
  readonly kind: string;
  /** What it is about: its label, or its kind's words. */
  readonly says: string;
  readonly level: Check["level"];
  readonly verdict: Verdict;
  /** What was found, or why nothing was. May quote what a host printed: any text. */
  readonly shows: string;
  /** Until it passed, or was given up. */
  readonly seconds: number;
}

/** Seconds between two looks. */
const every = 1;

/** Looks until a check passes, at most for as long as it may wait since then; once at least, unless it is interrupted before. Whatever goes wrong, it resolves; it rejects only where it is interrupted before its turn. */
export async function runCheck(check: Check, ground: Ground, since = ground.elapsed()): Promise<CheckResult> {
  const { kind, options, wait, level, label } = check;
  const began = ground.elapsed();
  // Between looks nothing is done, so that others have their turns.
  const lookInTurn = () => (ground.inTurn ?? atOnce)(() => look(check, ground));
  let found = await lookInTurn();
  while (found.verdict !== "pass" && ground.elapsed() - since < wait && !ground.signal.aborted) {
    await ground.wait(every);
    found = await lookInTurn();
  }
  const says = label ?? checkKindOf(check).says(options);
  const within = wait > 0 && found.verdict !== "pass" ? ` (not within ${wait} s)` : "";
  return { kind, says, level, ...found, shows: `${found.shows}${within}`, seconds: ground.elapsed() - began };
}

const atOnce: InTurn = (look) => look();

interface Found {
  readonly verdict: Verdict;
  readonly shows: string;
}

const interrupted: Found = { verdict: "unknown", shows: "it was interrupted" };

async function look({ kind: name, options }: Check, ground: Ground): Promise<Found> {
  // Those that come after the one that was interrupted are not begun: somebody waits for their end.
  if (ground.signal.aborted) return interrupted;
  const kind = checkKindOf({ kind: name });
  const found = await kind.look(options, ground).then(
    verdictOf,
    (error: unknown): Found => ({
      verdict: "unknown",
      shows: messageOf(error),
    }),
  );
  if (found.verdict === "pass") return found;
  if (ground.signal.aborted) return interrupted;
  // A machine that does not run has not failed: nothing can be told of it.
  const machines = kind.needs?.(options, ground.lab) ?? [];
  const absent = (await Promise.all(machines.map((machine) => ground.absence(machine)))).filter(
    (reason) => reason !== null,
  );
  return absent.length === 0 ? found : { verdict: "unknown", shows: absent.join(" ") };
}

const verdictOf = ({ passed, shows }: Seen): Found => ({ verdict: passed ? "pass" : "fail", shows });
