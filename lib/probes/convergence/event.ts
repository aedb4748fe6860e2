import type { z } from "zod";
import type { LabDeclaration } from "../../model/declaration.ts";
import type { Problem } from "../../model/errors.ts";
import { unknownName } from "../../model/lab-errors.ts";
import type { Bench } from "../bench.ts";
import type { Ends } from "../ends.ts";
import type { Seen } from "./as-before.ts";

/**
 * A kind of event as a value: what can happen to a lab while a probe watches whether one workload still reaches another.
 * convergence-events.ts lists them. An event is plain data: names only. One with a `workload` adds that to its `host`.
 */
export interface EventKind<Event extends { readonly kind: string }> {
  readonly kind: Event["kind"];
  /** What lab files in TypeScript call. Options that it does not know it hands on, so that they are complained of. */
  make(options: object): Event;
  /** What a run's record has of it; labs in YAML give the same without the kind. */
  readonly schema: z.ZodObject & z.ZodType<Event>;
  /** True when what is pinged is not there before the event. @default false */
  readonly addsEnd?: boolean;
  /** The event in a few words, as tables and progress name it. */
  inWords(event: Event): string;
  problems(event: Event, ends: Ends, lab: LabDeclaration, path: string): Problem[];
  /** Makes the lab such that it can happen; returns the address that is pinged meanwhile. @default that of `to` */
  prepare?(event: Event, scene: Scene): Promise<string>;
  /** Makes it happen; returns the command line that did. */
  cause(event: Event, scene: Scene): Promise<string[]>;
  /** Takes it back. It may be called whatever went wrong before. @default nothing is to be done */
  undo?(event: Event, scene: Scene): Promise<void>;
}

/** What an event happens to. */
export interface Scene extends Ends {
  readonly bench: Bench;
  /** How the lab stood before. */
  readonly before: readonly Seen[];
}

export function unknownHost(host: string, { hosts }: LabDeclaration, path: string): Problem[] {
  const names = hosts.map(({ name }) => name);
  return names.includes(host) ? [] : [unknownName(path, "host", host, names)];
}

/** A probe's workload that is taken down with its host sees nothing of the event. */
export const endGoesDown = (path: string, host: string, workload: string): Problem => ({
  path,
  message: `The event takes ${host} down, and the workload "${workload}" with it. Choose a workload of another host.`,
});
