import { z } from "zod";
import { bgpSession } from "./bgp-session.ts";

/** What a machine's kernel and programs held at one moment. */

const link = z.record(z.string(), z.unknown());

const workloadState = z
  .object({
    name: z.string(),
    routes: z.array(z.string()).describe("`ip route` in the workload, line by line"),
    routeTable: z.array(z.string()).describe("`route` (net-tools) in the workload, line by line"),
    links: z.array(link).describe("`ip -json -details address` in the workload"),
    neighbours: z.array(z.string()).describe("`ip neighbour` in the workload, line by line"),
  })
  .describe("A workload's own network namespace");

export const hostState = z.object({ host: z.string() }).and(
  z.discriminatedUnion("status", [
    z.object({ status: z.literal("failed"), reason: z.string().describe("Why there is no state") }),
    z.object({
      status: z.literal("ok"),
      kernel: z.string(),
      versions: z.record(z.string(), z.string()),
      routes: z.array(z.string()).describe("`ip route`, line by line"),
      links: z.array(link).describe("`ip -json -details address`"),
      mtu: z.record(z.string(), z.number().int()).describe("Interface -> MTU in bytes"),
      fdb: z.array(z.string()).describe("`bridge fdb`, line by line"),
      neighbours: z.array(z.string()).describe("`ip neighbour`, line by line"),
      leases: z
        .array(
          z.object({
            subnet: z.string(),
            publicIp: z.string(),
            backend: z.record(z.string(), z.unknown()).nullable(),
          }),
        )
        .nullable()
        .describe("flannel's leases in the lab's datastore; null where that did not answer"),
      subnetEnv: z.record(z.string(), z.string()).nullable().describe("flannel's subnet.env"),
      listeners: z.array(z.string()).describe("`ss --listening --udp --numeric --processes`, line by line"),
      tunnels: z
        .record(z.string(), z.string())
        .describe("TUN device -> the program that holds its other end, e.g. flannel0 -> flanneld"),
      bgp: z
        .array(bgpSession)
        .nullable()
        .describe("BIRD's BGP sessions; none where it speaks no BGP, null where BIRD did not answer"),
      birdConfiguration: z
        .string()
        .nullable()
        .describe("bird.conf, its passwords left out; null without BIRD"),
      workloads: z.array(workloadState),
    }),
  ]),
);

export type HostState = z.infer<typeof hostState>;
/** The state of a machine that could be read. */
export type ReadState = Extract<HostState, { status: "ok" }>;
export type WorkloadState = z.infer<typeof workloadState>;
/** One device as `ip -json -details address` prints it. */
export type LinkState = z.infer<typeof link>;
