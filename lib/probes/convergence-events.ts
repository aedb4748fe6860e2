import { z } from "zod";
import type { Choices } from "../model/choice.ts";
import type { EventKind } from "./convergence/event.ts";
import { hostAddedKind } from "./convergence/host-added.ts";
import { linkDownKind } from "./convergence/link-down.ts";
import { reflectorKilledKind } from "./convergence/reflector-killed.ts";
import { sessionDownKind } from "./convergence/session-down.ts";
import { workloadAddedKind } from "./convergence/workload-added.ts";

export { hostAdded } from "./convergence/host-added.ts";
export { linkDown } from "./convergence/link-down.ts";
export { reflectorKilled } from "./convergence/reflector-killed.ts";
export { sessionDown } from "./convergence/session-down.ts";
export { workloadAdded } from "./convergence/workload-added.ts";

/** Every kind of event that can happen while a convergence probe watches. A new one is a file, and its name here. */
const listed = [
  sessionDownKind,
  linkDownKind,
  reflectorKilledKind,
  hostAddedKind,
  workloadAddedKind,
] as const;

export type ConvergenceEvent = ReturnType<(typeof listed)[number]["make"]>;
/** An event that adds the workload that is pinged. */
export type AddingEvent = Extract<ConvergenceEvent, { workload: string }>;

type AnyEvent = EventKind<{ readonly kind: string }>;
const kinds: readonly AnyEvent[] = listed;
export const eventNames = kinds.map(({ kind }) => kind);

/** Every kind of event by its name, as labs in YAML give it. */
export const eventChoices: Choices<{ readonly kind: string }> = Object.fromEntries(
  kinds.map(({ kind, make, schema }) => [kind, { make, schema: schema.omit({ kind: true }) }]),
);

/** The kind of this name; undefined when there is none. */
export const eventNamed = (name: unknown): AnyEvent | undefined => kinds.find(({ kind }) => kind === name);

export function eventOf({ kind: name }: ConvergenceEvent): AnyEvent {
  const kind = eventNamed(name);
  if (!kind) throw new Error(`there is no kind of event "${name}"; known: ${eventNames.join(", ")}`);
  return kind;
}

/** The shape of an event of any kind, in a run's record. */
export const eventSchema = z.discriminatedUnion(
  "kind",
  listed.map(({ schema }) => schema) as unknown as [z.ZodObject],
) as unknown as z.ZodType<ConvergenceEvent>;
