import { z } from "zod";

/**
 * `run.json`: one execution of a lab's probes. The JSON Schema in docs/run.schema.json is generated
 * from here. Missing data is an explicit state (`failed` with a reason, or `null`), never a zero.
 */

const failed = z.object({
  status: z.literal("failed"),
  reason: z.string().describe("Why there is no figure"),
});

const commandLine = z.array(z.string()).describe("The exact command line, as an argument array");

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

const statistics = z.object({
  n: z.number().int().describe("Samples with a figure"),
  failed: z.number().int(),
  median: z.number().nullable(),
  mean: z.number().nullable(),
  standardDeviation: z.number().nullable().describe("Of the sample; null below two figures"),
  min: z.number().nullable(),
  max: z.number().nullable(),
});

const outcome = {
  name: z.string(),
  status: z.enum(["passed", "failed"]),
  reason: z.string().nullable().describe("Why it failed; null when it passed"),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
};

const endpoints = { from: z.string(), to: z.string() };

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
  command: commandLine,
  raw: z.string().nullable(),
  transmitted: z.number().int().nullable(),
  received: z.number().int().nullable(),
  samples: z
    .array(z.object({ sequence: z.number().int(), ttl: z.number().int(), milliseconds: z.number() }))
    .describe("One per echo reply"),
  milliseconds: statistics,
});

const packet = z.object({
  number: z.number().int().describe("Its number in the capture"),
  length: z.number().int().describe("Bytes on the wire"),
  class: z.enum(["expected", "bare", "other"]),
  layers: z
    .array(z.object({ protocol: z.string(), summary: z.string() }))
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
      bare: z.number().int().describe("Workload packets that do not: a leak"),
      other: z.number().int().describe("Packets that carry no workload address"),
      droppedByKernel: z.number().int().nullable().describe("null where tcpdump did not say"),
    })
    .nullable(),
  packets: z.array(packet).describe("The first packets, decoded"),
});

export const hostState = z.object({ host: z.string() }).and(
  z.discriminatedUnion("status", [
    failed,
    z.object({
      status: z.literal("ok"),
      kernel: z.string(),
      versions: z.record(z.string(), z.string()),
      routes: z.array(z.string()).describe("`ip route`, line by line"),
      links: z.array(z.record(z.string(), z.unknown())).describe("`ip -json -details link`"),
      mtu: z.record(z.string(), z.number().int()).describe("Interface -> MTU in bytes"),
      fdb: z.array(z.string()).describe("`bridge fdb`, line by line"),
      neighbours: z.array(z.string()).describe("`ip neighbour`, line by line"),
      leases: z.array(
        z.object({
          subnet: z.string(),
          publicIp: z.string(),
          backend: z.record(z.string(), z.unknown()).nullable(),
        }),
      ),
      subnetEnv: z.record(z.string(), z.string()).nullable().describe("flannel's subnet.env"),
    }),
  ]),
);

const snapshotResult = z.object({ kind: z.literal("snapshot"), ...outcome, hosts: z.array(hostState) });

const probeResult = z.discriminatedUnion("kind", [iperfResult, pingResult, tcpdumpResult, snapshotResult]);

export const runRecord = z.object({
  schema: z.literal(1),
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
  hostKind: z.string(),
  environment: z.object({
    engine: z.string(),
    kernel: z.string(),
    cpuModel: z.string(),
    cpus: z.number().int(),
    memoryBytes: z.number().int(),
    underlay: z.string().describe("Underlay's version"),
    images: z.record(z.string(), z.string()),
  }),
  topology: z.object({
    segments: z.array(z.object({ name: z.string(), cidr: z.string(), mtu: z.number().int() })),
    hosts: z.array(
      z.object({
        name: z.string(),
        kind: z.string(),
        interfaces: z.array(
          z.object({
            segment: z.string(),
            address: z.string(),
            prefixLength: z.number().int(),
            mtu: z.number().int(),
          }),
        ),
        workloadSubnet: z.string(),
        workloads: z.array(z.object({ name: z.string(), address: z.string() })),
      }),
    ),
  }),
  probes: z.array(probeResult),
});

export type RunRecord = z.infer<typeof runRecord>;
export type ProbeResult = z.infer<typeof probeResult>;
export type IperfResult = z.infer<typeof iperfResult>;
export type IperfSample = z.infer<typeof iperfSample>;
export type PingResult = z.infer<typeof pingResult>;
export type TcpdumpResult = z.infer<typeof tcpdumpResult>;
export type CapturedPacket = z.infer<typeof packet>;
export type SnapshotResult = z.infer<typeof snapshotResult>;
export type HostState = z.infer<typeof hostState>;
export type Statistics = z.infer<typeof statistics>;
