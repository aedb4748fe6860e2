import { z } from "zod";
import { probeResult } from "../probes/kinds.ts";
import { judgedClaim } from "./judged-claim.ts";
import type { RecordFormat } from "./read-record.ts";

/** The record's format; a run of another format is not read. */
export const recordSchema = 3;

/**
 * `run.json`: one execution of a lab's probes. The JSON Schema in docs/run.schema.json is generated
 * from here. Missing data is an explicit state (`failed` with a reason, or `null`), never a zero.
 */

const parameter = z.number().exactOptional();

export const impairment = z
  .object({
    delay: parameter,
    jitter: parameter,
    loss: parameter,
    rate: parameter,
    duplicate: parameter,
    corrupt: parameter,
    reorder: parameter,
  })
  .describe("delay and jitter in ms, rate in kbit/s, the others in percent; what is absent is not impaired");

export const runRecord = z.object({
  schema: z.literal(recordSchema),
  lab: z.string(),
  name: z.string().describe("The instance's name"),
  instance: z.number().int(),
  about: z.string(),
  run: z.string().describe("The folder's name: UTC start time, then a counter when two began in one second"),
  status: z.enum(["running", "passed", "failed", "interrupted"]),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  mode: z.object({
    name: z.string(),
    summary: z.string(),
    overhead: z.number().int().describe("Bytes per packet"),
    mtu: z.number().int().describe("The workloads' MTU in bytes"),
  }),
  expectBroken: z
    .string()
    .nullable()
    .describe("Why the lab is meant not to join all its workloads; null for a lab that must"),
  only: z
    .array(z.string())
    .nullable()
    .default(null)
    .describe("The probes that were asked for by name; null for all of the lab's"),
  hostKind: z.string().describe("dind, or vm; several are separated by a comma"),
  environment: z.object({
    engine: z.string(),
    kernel: z.string(),
    cpuModel: z.string().describe('"unknown" where no machine of the lab ran'),
    cpus: z.number().int(),
    memoryBytes: z.number().int(),
    underlay: z.string().describe("Underlay's version"),
    images: z.record(z.string(), z.string()),
    accelerator: z
      .enum(["kvm", "tcg"])
      .nullable()
      .describe(
        "What executed the VM hosts' instructions; null without VM hosts, and where none of them ran",
      ),
    userNamespace: z
      .enum(["all", "some", "none"])
      .default("none")
      .describe(
        "Which container hosts and routers had user namespaces of their own; none where there were only VM hosts",
      ),
  }),
  topology: z.object({
    segments: z.array(z.object({ name: z.string(), cidr: z.string(), mtu: z.number().int() })),
    routing: z.enum(["computed", "ospf"]).describe("How routers got their routes"),
    hosts: z.array(
      z.object({
        name: z.string(),
        kind: z.string().describe("dind, vm, or router"),
        interfaces: z.array(
          z.object({
            segment: z.string(),
            address: z.string(),
            prefixLength: z.number().int(),
            mtu: z.number().int(),
            impairment: impairment
              .nullable()
              .describe(
                "What the machine's queue did to packets when the run began; null where it did not say",
              ),
          }),
        ),
        workloadSubnet: z.string().describe("Empty for a router"),
        workloads: z.array(z.object({ name: z.string(), address: z.string() })),
      }),
    ),
  }),
  probes: z.array(probeResult),
  claims: z
    .array(judgedClaim)
    .nullable()
    .default([])
    .describe(
      "The claims that the lab lists, judged by this run; null where it lists some and the run had only some of its probes, was interrupted, or is not over",
    ),
});

export type RunRecord = z.infer<typeof runRecord>;

export const runFormat: RecordFormat<RunRecord> = {
  file: "run.json",
  schema: recordSchema,
  shape: runRecord,
};

export type Topology = RunRecord["topology"];
/** A host or a router of the run's lab. */
export type RecordedMachine = Topology["hosts"][number];
