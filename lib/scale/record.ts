import { z } from "zod";
import { parseJson } from "../model/json.ts";
import type { RecordFormat } from "../results/read-record.ts";

/** The record's format; a record of another format is not read. */
export const scaleSchema = 1;

/** What the `rack` program prints. Missing data is a failure with its reason, never a zero. */
export const outcome = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("ok"),
    sessions: z.number().int(),
    startSeconds: z
      .number()
      .describe("From the first daemon's start until the last one has read its configuration"),
    establishedSeconds: z.number().describe("From the last daemon's start until the last session came up"),
    routedSeconds: z.number().describe("From the last daemon's start until the last route came in"),
    residentBytes: z.number().int().describe("RSS of all BIRDs; shared pages count for each"),
    proportionalBytes: z.number().int().describe("PSS of all BIRDs; shared pages count once"),
    cpuSeconds: z.number().describe("CPU time of all BIRDs until every host had every route"),
    sentBytes: z.number().int().describe("Sent by all hosts until then, Ethernet and ARP included"),
    reconvergedSeconds: z
      .number()
      .describe("From the end of the last host's BIRD until its block was gone from every kernel"),
  }),
  z.object({ status: z.literal("failed"), reason: z.string() }),
]);
export type Outcome = z.infer<typeof outcome>;
export type Figures = Extract<Outcome, { status: "ok" }>;

const point = z.object({
  mode: z.string(),
  hosts: z.number().int(),
  repeat: z.number().int(),
  expectedSessions: z.number().int(),
  outcome,
});
export type MeasuredPoint = z.infer<typeof point>;

/** `scale.json`: one execution of `underlay scale bgp`. */
export const scaleRecord = z.object({
  schema: z.literal(scaleSchema),
  run: z.string().describe("The folder's name: UTC start time"),
  status: z.enum(["running", "passed", "failed", "interrupted"]),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  hostKind: z.literal("bare").describe("A network namespace and BIRD, without an engine"),
  modes: z.array(z.string()),
  hosts: z.array(z.number().int()),
  repeat: z.number().int(),
  environment: z.object({
    engine: z.string(),
    kernel: z.string(),
    cpus: z.number().int(),
    memoryBytes: z.number().int(),
    underlay: z.string().describe("Underlay's version"),
    image: z.string(),
  }),
  neighbourTable: z.object({
    needed: z.number().int().describe("Entries for the largest point and what was there before"),
    limit: z.number().int().describe("gc_thresh3 of the machine while the points were measured"),
    tuned: z.boolean().describe("True when --tune raised it for the run"),
  }),
  points: z.array(point),
});
export type ScaleRecord = z.infer<typeof scaleRecord>;

export const scaleFormat: RecordFormat<ScaleRecord> = {
  file: "scale.json",
  schema: scaleSchema,
  shape: scaleRecord,
};

/** What the rack printed, checked against the sessions that there must be. */
export function readOutcome(stdout: string, expectedSessions: number): Outcome {
  const parsed = outcome.safeParse(parseJson(stdout));
  if (!parsed.success)
    return failed(`the rack did not print the figures that are expected, but: ${stdout.trim() || "nothing"}`);
  if (parsed.data.status === "ok" && parsed.data.sessions !== expectedSessions)
    return failed(`${parsed.data.sessions} of ${expectedSessions} sessions were Established at the end`);
  return parsed.data;
}

export const failed = (reason: string): Outcome => ({ status: "failed", reason });
