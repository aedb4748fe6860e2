import { z } from "zod";
import { eventSchema } from "../convergence-events.ts";
import { commandLine, endpoints, outcome } from "../fields.ts";

const counted = z.number().int().nullable();

/** What a run's record has of an event. */
export const convergenceResult = z.object({
  kind: z.literal("convergence"),
  ...outcome,
  ...endpoints,
  event: eventSchema,
  eventAt: z.iso
    .datetime()
    .nullable()
    .describe("Read just before the event was caused, from the clock of the host that pings"),
  within: z.number().describe("Seconds that it may take to pass"),
  maxLost: z
    .number()
    .int()
    .nullable()
    .describe("Echo requests that may be lost to pass; null for any number"),
  secondsToReach: z
    .number()
    .nullable()
    .describe(
      "From the event to the first reply after which none was missing; 0 if none was missing at all, null if there was none (see reason)",
    ),
  transmitted: counted.describe("Echo requests from the event on, 0.1 s apart"),
  received: counted.describe("Replies to these"),
  lost: counted,
  longestGapSeconds: z
    .number()
    .nullable()
    .describe(
      "The longest time without a reply, counted from the last one before the event, else from the event",
    ),
  command: z.object({
    ping: commandLine,
    event: commandLine.describe("What caused the event"),
  }),
  raw: z.string().nullable().describe("What ping printed, relative to run.json"),
});
export type ConvergenceResult = z.infer<typeof convergenceResult>;
