import type { ConvergenceEvent, WorkloadAdded } from "../model/convergence.ts";
import type { ConvergenceSpec, WorkloadRef } from "../model/lab-spec.ts";
import { ref } from "./ends.ts";

interface CommonOptions {
  /** The workload that pings. It must outlive the event. */
  readonly from: WorkloadRef;
  /** @default "convergence" */
  readonly name?: string;
  /** Seconds from the event within which `to` must answer, and go on answering. @default 60 */
  readonly within?: number;
  /**
   * Echo requests that may be lost from the event on.
   * @default - any number
   */
  readonly maxLost?: number;
  /** Echo requests that are sent after the event at least, 0.1 s apart; more until one is answered. @default 100 */
  readonly count?: number;
}

export type ConvergenceOptions = CommonOptions &
  (
    | {
        readonly event: Exclude<ConvergenceEvent, WorkloadAdded>;
        /** The workload that is pinged. With `hostAdded`, one of that host. */
        readonly to: WorkloadRef;
      }
    | {
        /** The workload that it adds is the one that is pinged. */
        readonly event: WorkloadAdded;
        readonly to?: undefined;
      }
  );

/**
 * Measures how long a workload is out of another's reach after an event, and how many packets are lost meanwhile.
 * The lab is as it was when the probe ends. Put it behind the other probes of a lab.
 */
export function convergence(options: ConvergenceOptions): ConvergenceSpec {
  const { event, from, name = "convergence", within = 60, maxLost = null, count = 100 } = options;
  const to = options.to ?? addedBy(event);
  return { kind: "convergence", name, event, from: ref(from), to: ref(to), within, maxLost, count };
}

/** The workload that an event adds; nobody where it adds none, which is complained about. */
const addedBy = (event: ConvergenceEvent): WorkloadRef => {
  const { workload, host } = Object(event) as WorkloadAdded;
  return { name: workload, host };
};
