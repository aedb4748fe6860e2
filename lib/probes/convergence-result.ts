import { z } from "zod";
import { commandLine, endpoints, outcome } from "./fields.ts";

const event = z.discriminatedUnion("kind", [
  z
    .object({ kind: z.literal("session-down"), host: z.string(), peer: z.string() })
    .describe("The BGP session between two machines was ended once"),
  z
    .object({ kind: z.literal("reflector-killed"), host: z.string() })
    .describe("A host was killed, and started again at the end"),
  z
    .object({ kind: z.literal("host-added"), host: z.string() })
    .describe("A host that had been stopped beforehand was started"),
  z
    .object({ kind: z.literal("workload-added"), host: z.string(), workload: z.string() })
    .describe("A workload was added, and removed at the end"),
]);

const count = z.number().int().nullable();

export const convergenceResult = z.object({
  kind: z.literal("convergence"),
  ...outcome,
  ...endpoints,
  event,
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
  transmitted: count.describe("Echo requests from the event on, 0.1 s apart"),
  received: count.describe("Replies to these"),
  lost: count,
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
