import { z } from "zod";
import { probeResult } from "../../probes/kinds.ts";
import { verdicts } from "../gate/verdict.ts";
import type { RecordFormat } from "../read-record.ts";
import { runRecord } from "../run-record.ts";
import { comparedProbe } from "./compared.ts";

/** The record's format; a record of another format is not read. */
export const comparisonSchema = 1;

const lab = z.object({
  lab: z.string(),
  name: z.string().describe("The instance's name, as in `turns` and `summary`"),
  about: z.string(),
  mode: runRecord.shape.mode,
  topology: runRecord.shape.topology,
});

const turn = z.object({
  round: z.number().int().describe("From 1"),
  lab: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  folder: z.string().describe("Where `raw` of its samples is, relative to comparison.json"),
  results: z.array(probeResult),
});

const interval = z
  .object({ low: z.number(), high: z.number(), coverage: z.number() })
  .nullable()
  .describe("Of the median, from order statistics; null for fewer than two figures");

const twin = z
  .discriminatedUnion("status", [
    z.object({ status: z.literal("measured"), lab: z.string().describe("Its name, as in `turns`") }),
    z.object({ status: z.literal("none"), reason: z.string().describe("Why there is none") }),
  ])
  .describe(
    "A copy of the first lab that takes turns with the others: what differs between the two is noise",
  );

const values = z
  .array(z.number().nullable())
  .describe("One for each round; null where there is none: `turns` has the reason");

const distribution = { n: z.number().int(), median: z.number().nullable(), interval };

const ratio = z.object({
  to: z.string().describe("The lab that the others are set against: the first"),
  values,
  ...distribution,
  bounds: z
    .number()
    .int()
    .describe(
      "So many of the values have one side below what can be counted, and are the nearest to 1 possible",
    ),
  different: z
    .boolean()
    .nullable()
    .describe("The interval excludes 1, and the median is beyond the noise; null where too few rounds tell"),
});

const figures = {
  lab: z.string(),
  values,
  missing: z.number().int().describe("Rounds without a figure"),
  ...distribution,
};

const twinFigures = z.object({
  ...figures,
  ratio: ratio.describe("To the lab whose twin it is. Its interval stands alone, and nothing is told of it"),
  floor: z
    .number()
    .nullable()
    .describe("Root of the mean square of the ratios' logarithms, as a fraction; null for fewer than five"),
});

const metricSummary = z.object({
  metric: z.object({
    key: z.string().describe("The probe, and what it measured: iperf/1 (streams), cost/agent, cost/softirq"),
    probe: z.string(),
    title: z.string(),
    unit: z.string().describe("bit/s, s/GB"),
    quantity: z.string().describe("What it is a figure of: throughput, CPU time"),
    noise: z
      .number()
      .describe(
        "The noise floor that counts: how far from 1 the ratio of two equal labs is in a round. Of the twin, where it has one; else the kind's, of other machines",
      ),
  }),
  labs: z.array(
    z.object({
      ...figures,
      ratio: ratio.nullable().describe("null for the lab that the others are set against"),
    }),
  ),
  twin: twinFigures.nullable().default(null).describe("Of the first lab's twin; null where there is none"),
});

/** A number of rounds for each side. Earlier records lack it. */
const sides = z
  .object({ lab: z.number().int(), reference: z.number().int() })
  .default({ lab: 0, reference: 0 });

const judged = z.object({
  key: metricSummary.shape.metric.shape.key,
  title: metricSummary.shape.metric.shape.title,
  better: z.enum(["more", "less"]).describe("Which way of the figure is good"),
  verdict: z.enum(verdicts),
  loss: z
    .object({
      median: z
        .number()
        .nullable()
        .describe("null where no round has both figures, or half of them lack one"),
      low: z.number().nullable().describe("null where too few rounds tell, or too many lack a figure"),
      high: z.number().nullable().describe("null where too few rounds tell, or too many lack a figure"),
      pairs: z.number().int().describe("Rounds with both figures"),
      missing: sides.describe(
        "Rounds in which its sample alone failed: each counts as one in which it is worse by any factor",
      ),
      untold: sides.describe(
        "Rounds in which its sound sample alone has no such figure, e.g. too few replies for a percentile: too many of them let nothing pass",
      ),
    })
    .describe(
      "How much worse than the reference, as a fraction; the interval holds at every number of rounds at once",
    ),
  more: z
    .number()
    .int()
    .nullable()
    .describe("About so many rounds more would decide; null where that is not known, or decided"),
});

const gate = z.object({
  lab: z.string(),
  reference: z.string().describe("The lab that it is set against"),
  origin: z
    .string()
    .nullable()
    .describe(
      "Where the reference comes from, when it is no lab of this project as it is: lab-vxlan at main (1a2b3c4d)",
    ),
  rule: z.object({
    maxRegression: z.number().describe("What is allowed, as a fraction"),
    error: z.number().describe("The probability that any figure of equal labs is called different"),
    seconds: z.number().describe("The time within which it had to decide"),
  }),
  baseline: z
    .object({
      savedAt: z.iso.datetime(),
      cpu: z.string().describe("What it was measured on"),
      differences: z.array(z.string()).describe("Why it says nothing of now; empty where it does"),
    })
    .nullable()
    .default(null)
    .describe(
      "Of figures of another day: then `reference` is a path made by hand, which both days' figures are set against",
    ),
  verdict: z.enum(verdicts),
  figures: z.array(judged),
  shown: z.array(judged).describe("Figures that were measured, and that no verdict rests on"),
});

/** `comparison.json`: labs that are up together, probed in turns. */
export const comparisonRecord = z.object({
  schema: z.literal(comparisonSchema),
  comparison: z.string().describe("The folder's name: UTC start time"),
  status: z.enum(["running", "finished", "interrupted"]),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  hostKind: runRecord.shape.hostKind,
  environment: runRecord.shape.environment,
  labs: z.array(lab).describe("In the order that was asked for; in rounds it rotates"),
  probes: z.array(comparedProbe).describe("As they are run here: with one sample of each in every turn"),
  rounds: z.number().int().describe("So many were asked for; of a gate, so many it took"),
  twin: twin.nullable().default(null).describe("null where nobody asked for one"),
  ratios: z
    .number()
    .int()
    .default(1)
    .describe("The intervals of so many ratios hold at once with a probability of 90 %, given rounds enough"),
  turns: z.array(turn),
  summary: z.array(metricSummary),
  gate: gate
    .nullable()
    .default(null)
    .describe("What a gate made of it; null for a comparison that judges nothing"),
});

export type ComparisonRecord = z.infer<typeof comparisonRecord>;

export const comparisonFormat: RecordFormat<ComparisonRecord> = {
  file: "comparison.json",
  schema: comparisonSchema,
  shape: comparisonRecord,
};

export type Turn = z.infer<typeof turn>;
export type MetricSummary = z.infer<typeof metricSummary>;
export type LabFigures = MetricSummary["labs"][number];
export type TwinFigures = z.infer<typeof twinFigures>;
export type Twin = z.infer<typeof twin>;
export type Ratio = z.infer<typeof ratio>;
export type GateRecord = z.infer<typeof gate>;
export type JudgedFigure = z.infer<typeof judged>;
