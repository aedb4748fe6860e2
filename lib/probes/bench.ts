import type { LabSpec, WorkloadRef } from "../model/lab-spec.ts";

/**
 * What a probe may do to a lab, and its only way to any effect. lib/runtime implements it with the engine; unit tests
 * replace it by a table of answers.
 */
export interface Bench {
  /** The lab as it is deployed. */
  readonly lab: LabSpec;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
  now(): Date;
  /** Seconds by a clock that nobody sets: the difference of two tells how long something took. */
  elapsed(): number;
  wait(seconds: number): Promise<void>;
  /** One line on what is going on. */
  progress(text: string): void;
  /** The exact command line by which `exec` runs a command, for the record. */
  line(at: Place, command: CommandLine): string[];
  /** Runs a command to its end. */
  exec(at: Place, command: CommandLine, options?: ExecOptions): Promise<Output>;
  /** Starts a command that runs meanwhile. `name` tells it apart from all that run at the same place. */
  start(at: Place, command: CommandLine, name: string, options?: ExecOptions): Running;
  /** Starts a capture, and returns when it sees packets. Rejects when it cannot. */
  capture(at: CapturePlace, plan: CapturePlan, name: string): Promise<Capture>;
  /** What a command of the probe image prints of a kept file on its standard input. Rejects when it fails. */
  decode(file: string, command: CommandLine): Promise<string>;
  /** Starts a machine that was stopped, stops it, or kills it. Rejects when the engine cannot; returns the command line. */
  machine(name: string, action: "start" | "stop" | "kill"): Promise<string[]>;
  /** Keeps a file with the run; returns its name relative to run.json. */
  keep(file: string, content: string): Promise<string>;
  /** Why a machine cannot answer, and what brings it back; null when it runs. */
  absence(machine: string): Promise<string | null>;
}

/** A workload, or a host or router by itself: then `name` and `host` are the same. */
export type Place = WorkloadRef;

export type CommandLine = readonly string[];

export interface ExecOptions {
  /** Seconds after which it is ended. @default 60 */
  readonly limit?: number;
  /** Ends it when aborted. @default - it goes on, as what takes an event back must */
  readonly signal?: AbortSignal;
  /** Given to its standard input. @default nothing */
  readonly input?: string;
  /** Bytes after which it is ended, of what it prints. @default 8 MiB */
  readonly most?: number;
}

/** What came of a command. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  /** Null for a command that was ended, by its limit or by a signal. */
  readonly exitCode: number | null;
  /** The command line and how it ended, for a reason: `docker exec … ended with status 1: …`. */
  readonly ending: string;
}

export interface Running {
  /** The command line that started it. */
  readonly line: CommandLine;
  /** What it has printed so far. */
  readonly text: string;
  readonly ended: boolean;
  /** Settles when it has ended. */
  readonly output: Promise<Output>;
  /** Tells it to end in order (SIGINT), and waits until it has. */
  stop(): Promise<Output>;
}

/** `beside`: in the network namespace of a machine, from without; `in`: with the place's own tcpdump. */
export type CapturePlace = { readonly beside: string } | { readonly in: Place };

export interface CapturePlan {
  readonly device: string;
  /** pcap-filter(7). */
  readonly filter: string;
  /** The capture ends after so many packets. */
  readonly packets: number;
  /** A bridge shows frames between its ports to promiscuous listeners only. */
  readonly promiscuous: boolean;
}

/** A tcpdump that runs beside what it watches, until it is stopped or has its packets. */
export interface Capture {
  /** The command line that started it. */
  readonly line: CommandLine;
  /** Ends it in order, so that every packet is in the file; returns what tcpdump said. */
  stop(): Promise<string>;
  /** Keeps what was captured with the run, as Bench.keep does. */
  keep(file: string): Promise<string>;
  /** Removes what is left of it, whatever happened. */
  remove(): Promise<void>;
}
