import type { Assets } from "./assets.ts";
import type { Board } from "./board.ts";
import type { Hub } from "./hub.ts";
import type { Labs } from "./labs.ts";
import type { Lookout } from "./lookout.ts";
import type { ClockMessage } from "./messages.ts";
import type { Rows } from "./rows.ts";
import type { Sessions } from "./terminals/sessions.ts";
import type { Work } from "./work.ts";
import type { Workshop } from "./workshop.ts";

/** All that answers are made from. */
export interface Room {
  readonly workshop: Workshop;
  readonly labs: Labs;
  readonly hub: Hub;
  readonly board: Board;
  readonly lookout: Lookout;
  readonly sessions: Sessions;
  readonly work: Work;
  readonly rows: Rows;
  readonly assets: Assets;
  /** By what people call the server, without a slash at its end. */
  readonly url: string;
  /** Aborted when the server ends. */
  readonly signal: AbortSignal;
}

export const clockMessage = (board: Board): ClockMessage => ({
  type: "clock",
  ...board.clock,
  now: new Date().toISOString(),
});
