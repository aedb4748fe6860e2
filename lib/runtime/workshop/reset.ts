import { inOneLine } from "../../figures/plain-text.ts";
import type { Installation } from "../../model/installation.ts";
import { Refusal } from "../terminal.ts";
import { makeAnew, type SeatOutcome } from "./bring-up.ts";
import { enginePort } from "./engine-port.ts";
import { withSeatLabs } from "./lab.ts";
import { SeatProgress } from "./progress.ts";
import { requireSeats } from "./store.ts";

export interface ResetOptions {
  /** The workshop's. */
  readonly file: string;
  /** Numbers of seats. */
  readonly seats: readonly number[];
  readonly parallel: number;
  readonly installation: Installation;
  readonly signal: AbortSignal;
}

/**
 * Makes seats anew from their lab's file as it is now, whatever was done to their hosts; their links stay. Nothing of another seat is
 * touched, so that this works while others come up. Throws a Refusal, with every seat as it was, when one is unknown or the lab is unsound.
 */
export async function workshopReset(options: ResetOptions): Promise<SeatOutcome[]> {
  const { file, parallel, installation, signal } = options;
  const { workshop, seats } = await requireSeats(file);
  const asked = [...new Set(options.seats)];
  const unknown = asked.filter((number) => seats.every(({ seat }) => seat !== number));
  if (unknown.length > 0)
    throw new Refusal(
      `"${inOneLine(workshop.title)}" has no seat ${unknown.join(", ")}. It has ${seats.map(({ seat }) => seat).join(", ") || "none"}.`,
    );
  const chosen = seats.filter(({ seat }) => asked.includes(seat));
  return withSeatLabs(workshop.lab, chosen, workshop.making, async (labOf) => {
    const progress = new SeatProgress(chosen.length);
    const port = enginePort({ workshop, installation, progress, signal, labOf });
    return makeAnew(chosen, { port, watch: progress, parallel, signal }).finally(() => progress.end());
  });
}
