import type { ConvergenceEvent } from "../convergence-events.ts";
import type { Ends } from "../ends.ts";

/** How long a workload is out of another's reach after an event. */
export interface ConvergenceSpec extends Ends {
  readonly kind: "convergence";
  readonly name: string;
  readonly event: ConvergenceEvent;
  /** Seconds from the event within which `to` must answer for good. */
  readonly within: number;
  /** Echo requests that may be lost; null for any number. */
  readonly maxLost: number | null;
  /** Echo requests from the event on, at least. */
  readonly count: number;
}
