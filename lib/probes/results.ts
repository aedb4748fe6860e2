import { z } from "zod";
import { statistics } from "../figures/statistics.ts";
import { convergenceResult } from "./convergence-result.ts";
import { commandLine, endpoints, failed, outcome } from "./fields.ts";
import { hostState } from "./host-state.ts";

/** What each kind of probe measured. Missing data is an explicit state (`failed` with a reason, or `null`), never a zero. */

const iperfFigures = z.object({
  bitsPerSecond: z.number().describe("Received by the server: iperf3's end.sum_received"),
  sentBitsPerSecond: z.number(),
  bytes: z.number().describe("Received by the server"),
  seconds: z.number().describe("Measured interval, the omitted start left out"),
  retransmits: z.number().nullable().describe("TCP segments sent again; null where the kernel does not tell"),
  cpuPercent: z
    .object({ client: z.number(), server: z.number() })
    .describe("CPU of the iperf3 process at each end; 100 is one core"),
});

const iperfSample = z
  .object({
    streams: z.number().int(),
    sample: z.number().int().describe("From 1"),
    startedAt: z.iso.datetime(),
    command: z.object({ server: commandLine, client: commandLine }),
    raw: z.string().nullable().describe("iperf3's own JSON, relative to run.json"),
  })
  .and(z.discriminatedUnion("status", [failed, iperfFigures.extend({ status: z.literal("ok") })]));

const iperfResult = z.object({
  kind: z.literal("iperf"),
  ...outcome,
  ...endpoints,
  samples: z.array(iperfSample),
  summary: z.array(z.object({ streams: z.number().int(), bitsPerSecond: statistics })),
});

const pingResult = z.object({
  kind: z.literal("ping"),
  ...outcome,
  ...endpoints,
  expect: z.enum(["replies", "silence"]).describe("What passes: every reply, or none at all"),
  command: commandLine,
  raw: z.string().nullable(),
  transmitted: z.number().int().nullable(),
  received: z.number().int().nullable(),
  samples: z
    .array(z.object({ sequence: z.number().int(), ttl: z.number().int(), milliseconds: z.number() }))
    .describe("One per echo reply"),
  milliseconds: statistics,
});

const pathMtuResult = z.object({
  kind: z.literal("path-mtu"),
  ...outcome,
  ...endpoints,
  expected: z
    .number()
    .int()
    .describe("Bytes of ICMP payload: the mode's MTU less 28 (IPv4 header 20, ICMP header 8)"),
  largest: z
    .number()
    .int()
    .nullable()
    .describe("The largest payload that crossed in one piece; null if none did"),
  attempts: z
    .array(
      z.object({
        payload: z.number().int(),
        delivered: z.boolean(),
        said: z.string().describe("ping's last line, e.g. the error that names the MTU"),
        command: commandLine,
      }),
    )
    .describe("In the order in which they were made"),
});

const usage = z.object({
  host: z.string(),
  bootId: z.string().describe("Hosts with the same one share a kernel, so that its figures count once"),
  agent: z.object({
    userSeconds: z.number(),
    systemSeconds: z.number(),
    contextSwitches: z.number().int().describe("Voluntary and involuntary, of all threads"),
  }),
  softirqSeconds: z.number().describe("Of the host's kernel, whatever caused it"),
});

const costSample = z
  .object({
    sample: z.number().int().describe("From 1"),
    startedAt: z.iso.datetime(),
    command: z.object({ server: commandLine, client: commandLine, usage: commandLine }),
    raw: z.string().nullable().describe("iperf3's own JSON, relative to run.json"),
  })
  .and(
    z.discriminatedUnion("status", [
      failed,
      z.object({
        status: z.literal("ok"),
        bitsPerSecond: z.number(),
        bytes: z.number().describe("Received by the server"),
        hosts: z.array(usage).describe("What was spent at both ends while the bytes were moved"),
      }),
    ]),
  );

const costResult = z.object({
  kind: z.literal("cost"),
  ...outcome,
  ...endpoints,
  agent: z.string().describe("The program that was watched on both hosts, e.g. flanneld"),
  samples: z.array(costSample),
  summary: z.object({
    bitsPerSecond: statistics,
    perGigabyte: z
      .object({
        agentUserSeconds: statistics,
        agentSystemSeconds: statistics,
        agentContextSwitches: statistics,
        softirqSeconds: statistics,
      })
      .describe("Of both ends together, for 10^9 bytes moved"),
  }),
});

const packet = z.object({
  number: z.number().int().describe("Its number in the capture"),
  length: z.number().int().describe("Bytes on the wire"),
  class: z.enum(["expected", "unexpected", "other"]),
  layers: z
    .array(
      z.object({
        protocol: z.string(),
        summary: z.string(),
        fields: z.record(z.string(), z.string()).describe("tshark's fields of this header, e.g. ip.dst"),
      }),
    )
    .describe("Decoded headers, outermost first, e.g. udp: 'port 45123 → 8472'"),
});

const tcpdumpResult = z.object({
  kind: z.literal("tcpdump"),
  ...outcome,
  ...endpoints,
  host: z.string(),
  interface: z.string().nullable(),
  command: commandLine,
  traffic: z.array(commandLine).describe("What was run to make the packets"),
  pcap: z.string().nullable(),
  counts: z
    .object({
      expected: z.number().int().describe("Workload packets that look as the mode says"),
      unexpected: z.number().int().describe("Workload packets that do not: a leak"),
      other: z.number().int().describe("Packets that carry no workload address"),
      droppedByKernel: z.number().int().nullable().describe("null where tcpdump did not say"),
    })
    .nullable(),
  packets: z.array(packet).describe("The first packets, decoded"),
});

const snapshotResult = z.object({ kind: z.literal("snapshot"), ...outcome, hosts: z.array(hostState) });

export const probeResult = z.discriminatedUnion("kind", [
  iperfResult,
  pingResult,
  pathMtuResult,
  costResult,
  tcpdumpResult,
  snapshotResult,
  convergenceResult,
]);

export type ProbeResult = z.infer<typeof probeResult>;
export type IperfResult = z.infer<typeof iperfResult>;
export type IperfSample = z.infer<typeof iperfSample>;
export type PingResult = z.infer<typeof pingResult>;
export type PathMtuResult = z.infer<typeof pathMtuResult>;
export type CostResult = z.infer<typeof costResult>;
export type CostSample = z.infer<typeof costSample>;
export type Usage = z.infer<typeof usage>;
export type TcpdumpResult = z.infer<typeof tcpdumpResult>;
export type CapturedPacket = z.infer<typeof packet>;
export type ConvergenceResult = z.infer<typeof convergenceResult>;
export type SnapshotResult = z.infer<typeof snapshotResult>;
