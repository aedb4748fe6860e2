import type { CheckResult, Verdict } from "./results.ts";

/** What the server tells pages, each message JSON over a WebSocket. A page that comes anew is told everything. */

/** A lab as it was last seen. */
export interface LabMessage {
  readonly type: "lab";
  /** When it was looked at: ISO 8601. */
  readonly at: string;
  /** Why there is nothing to see; null where there is. */
  readonly absent: string | null;
  /** An SVG. */
  readonly drawing: string | null;
  readonly machines: readonly MachineState[];
}

export interface MachineState {
  readonly name: string;
  readonly kind: string;
  readonly ready: boolean;
  /** `ready`, or what fails. */
  readonly text: string;
  readonly gates: readonly { readonly gate: string; readonly state: string; readonly detail: string }[];
}

/** How far a seat is with a task. */
export interface Progress {
  /** What the last look found; null before the first. */
  readonly verdict: Verdict | null;
  readonly checks: readonly CheckResult[];
  /** How often it was looked at without being solved. */
  readonly failures: number;
  /** When it was last looked at: ISO 8601; null before the first. */
  readonly at: string | null;
  /** When it was solved first, whatever became of it since. */
  readonly solvedAt: string | null;
  /** When it was begun, for a task that breaks something. */
  readonly begunAt: string | null;
}

export interface TaskMessage {
  readonly type: "task";
  readonly task: string;
  readonly progress: Progress;
  /** What is being done; null for nothing. */
  readonly working: "checking" | "beginning" | null;
}

export interface ClockMessage {
  readonly type: "clock";
  /** When the break is over: ISO 8601; null where there is none. */
  readonly until: string | null;
  readonly text: string;
  /** The server's time: the page's may be wrong. */
  readonly now: string;
}

export interface Notice {
  readonly at: string;
  readonly text: string;
}

export interface NoticesMessage {
  readonly type: "notices";
  readonly notices: readonly Notice[];
}

export interface TerminalsMessage {
  readonly type: "terminals";
  readonly open: readonly { readonly id: string; readonly at: string }[];
}

/** What a seat's page is told. */
export type ToSeat = LabMessage | TaskMessage | ClockMessage | NoticesMessage | TerminalsMessage;

/** A seat, as the trainer sees it. */
export interface SeatRow {
  readonly seat: number;
  readonly lab: string;
  readonly state: string;
  readonly reason: string | null;
  /** Pages of it that are open. */
  readonly pages: number;
  readonly terminals: number;
  /** By the tasks' order. */
  readonly tasks: readonly {
    readonly verdict: Verdict | null;
    readonly solved: boolean;
    readonly failures: number;
  }[];
  /** The first task that is not solved; null when all are. */
  readonly current: number | null;
  /** Since when that is so: ISO 8601; null where nobody was at the seat yet. */
  readonly since: string | null;
  /** What is being done to it, or went wrong with that; null for nothing. */
  readonly doing: string | null;
}

export interface SeatsMessage {
  readonly type: "seats";
  readonly rows: readonly SeatRow[];
}

/** What the trainer's page is told. */
export type ToTrainer = SeatsMessage | ClockMessage;

/** What a terminal's page is told beside the bytes: what it has is to be cleared, or the shell has ended. */
export type ToTerminal =
  /** `shell` names the one that is shown from now on: a page that showed another tells that it has ended. */
  { readonly type: "clear"; readonly shell: string } | { readonly type: "ended"; readonly text: string };

/** What a terminal's page tells beside what is typed. */
export type FromTerminal =
  | { readonly type: "size"; readonly columns: number; readonly rows: number }
  /** So many bytes were shown. */
  | { readonly type: "shown"; readonly bytes: number };
