import type { LabSpec } from "../model/lab-spec.ts";
import type { Bench } from "../probes/bench.ts";
import type { Kind } from "./kind.ts";

/** What a kind of fault needs to know to take it back: plain data that outlives the process. */
export type Memory = unknown;

/**
 * A kind of fault as a value: something that people break by mistake, done on purpose. faults.ts lists them. What it does can be
 * taken back at any time: whatever was done to the lab meanwhile, nothing of the fault is left then, and nothing else is lost.
 */
export interface FaultKind<Options> extends Kind<Options> {
  /** What it changes, as one text: two faults that change the same cannot be there at once. */
  changes(options: Options, lab: LabSpec): string;
  /** Looks at what taking it back needs to know, and changes nothing. Rejects where the fault cannot be had. */
  look(options: Options, bench: Bench): Promise<Memory>;
  /** Puts it in place. Where it rejects it is taken back. */
  apply(options: Options, bench: Bench, memory: Memory): Promise<void>;
  /** Takes it back; that it is not there, or only in part, is no error. Rejects where that is not known. */
  undo(options: Options, bench: Bench, memory: Memory): Promise<void>;
}
