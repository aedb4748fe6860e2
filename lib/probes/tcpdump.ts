import { z } from "zod";
import { count } from "../figures/format.ts";
import type { Problem } from "../model/errors.ts";
import { unknownName } from "../model/lab-errors.ts";
import type { LabSpec, WorkloadRef } from "../model/lab-spec.ts";
import { bareWire, everywhere, type Wires } from "../model/wire.ts";
import { capturedPacket, droppedByKernel, judge, tsharkCommand } from "./capture.ts";
import { startCapture } from "./capture-start.ts";
import { makeTraffic } from "./capture-traffic.ts";
import { type Ends, endNames, type Named, nameOf, ref } from "./ends.ts";
import { commandLine, endpoints, outcome } from "./fields.ts";
import type { ProbeKind } from "./kind.ts";
import { deviceOrNone, flag, type Given, whole, workload } from "./options.ts";
import { verdict } from "./outcome.ts";

export interface TcpdumpOptions {
  /** The host, router or workload that is watched. */
  readonly on: Named;
  /**
   * The segment that is watched, for a host or router on several.
   * @default - the first one
   */
  readonly segment?: Named;
  /**
   * The device that is watched, e.g. "docker0".
   * @default - that of the segment; eth0 in a workload
   */
  readonly device?: string;
  /** The workload that pings and sends. */
  readonly from: WorkloadRef;
  /** The workload that answers. */
  readonly to: WorkloadRef;
  /** @default "tcpdump" */
  readonly name?: string;
  /** The capture ends after so many packets. @default 2000 */
  readonly packets?: number;
  /** Sends a second of TCP as well as a few echo requests. @default true */
  readonly stream?: boolean;
}

export interface TcpdumpSpec extends Ends {
  readonly kind: "tcpdump";
  readonly name: string;
  readonly on: string;
  /** Null for the first segment of a host or router. */
  readonly segment: string | null;
  /** Null for that of the segment, and eth0 in a workload. */
  readonly device: string | null;
  readonly packets: number;
  readonly stream: boolean;
}

/**
 * Watches a device while one workload pings and sends to another. Passes when every packet with a workload's
 * address looks as the lab's mode says, and there are some in both directions.
 *
 * @example
 * ```ts
 * lab.probe(tcpdump({ on: host1, from: client, to: server }));
 * lab.probe(tcpdump({ name: "bridge", on: host1, device: "docker0", from: client, to: server }));
 * ```
 */
export function tcpdump(options: TcpdumpOptions): TcpdumpSpec {
  const { on, segment, device = null, from, to, name = "tcpdump", ...more } = options;
  const { packets = 2000, stream = true, ...others } = more;
  return {
    ...others,
    kind: "tcpdump",
    name,
    on: nameOf(on),
    segment: segment === undefined ? null : nameOf(segment),
    device,
    from: ref(from),
    to: ref(to),
    packets,
    stream,
  };
}

const result = z.object({
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
  packets: z
    .array(capturedPacket)
    .describe(
      "Some, decoded: the first between the two workloads and the first unexpected ones, then others; in order",
    ),
});

export type TcpdumpResult = z.infer<typeof result>;

export const tcpdumpKind: ProbeKind<TcpdumpSpec, TcpdumpResult> = {
  kind: "tcpdump",
  make: tcpdump,
  result,
  rules: {
    on: { schema: z.string(), isRequired: true, complaints: placeComplaints },
    segment: { schema: z.string(), complaints: segmentComplaints },
    device: deviceOrNone,
    stream: flag,
    ...{ from: workload, to: workload },
    // One in each direction must be seen.
    packets: whole(2, 100_000),
  },
  needs: ({ on }) => [on],

  /** Captures on one device, makes traffic meanwhile, then judges what crossed. */
  async run(spec, bench) {
    const { lab } = bench;
    const wires = wiresAt(lab, spec);
    const { capture, device } = await startCapture(spec, wires, bench);
    try {
      const traffic = await makeTraffic(spec, bench);
      const log = await capture.stop();
      await bench.keep(`${spec.name}.txt`, log);
      const pcap = await capture.keep(`${spec.name}.pcap`);
      const decoded = await bench.decode(pcap, tsharkCommand(wires));
      const { counts, directions, packets } = judge(decoded, lab, wires, spec);
      return {
        kind: "tcpdump",
        ...verdict(complaint(counts.unexpected, directions, traffic.failure)),
        ...endNames(spec),
        ...{ host: spec.on, interface: device, command: [...capture.line], traffic: traffic.commands, pcap },
        counts: { ...counts, droppedByKernel: droppedByKernel(log) },
        packets,
      };
    } finally {
      await capture.remove();
    }
  },

  blank: (spec) => ({
    ...endNames(spec),
    ...{ host: spec.on, interface: null, command: [], traffic: [], pcap: null, counts: null, packets: [] },
  }),

  reading: {
    lines: (probe) => [{ what: where(probe), figure: figure(probe), detail: detail(probe) }],
    commands: (probe) => [
      { what: `capture on ${probe.host}`, line: probe.command },
      ...probe.traffic.map((line) => ({ what: `traffic ${probe.from} → ${probe.to}`, line })),
    ],
    files: (probe) => (probe.pcap === null ? [] : [{ what: `capture on ${probe.host}`, path: probe.pcap }]),
  },
};

/** The host, router or workload that a capture is made on. */
function placeComplaints({ path, value, lab }: Given<TcpdumpSpec>): Problem[] {
  const places = [...lab.hosts, ...lab.routers, ...lab.hosts.flatMap(({ workloads }) => workloads)];
  const names = places.map(({ name }) => name);
  return names.includes(value as string)
    ? []
    : [unknownName(path, "host, router or workload", String(value), names)];
}

function segmentComplaints({ path, value, spec, lab }: Given<TcpdumpSpec>): Problem[] {
  if (value === null) return [];
  const machine = [...lab.hosts, ...lab.routers].find(({ name }) => name === spec.on);
  const segments = (machine ? machine.attachments : lab.segments.map(({ name }) => ({ segment: name }))).map(
    ({ segment }) => segment,
  );
  return segments.includes(value as string)
    ? []
    : [
        {
          path,
          message: `${String(spec.on)} is not on segment "${String(value)}", so nothing can be captured there. It is on: ${segments.join(", ") || "none"}.`,
        },
      ];
}

/**
 * What a capture must see: the mode's packets on the underlay, and the workloads' own in a workload or on any
 * device that the lab names, e.g. docker0.
 */
export function wiresAt({ mode, hosts, workloadNetwork }: LabSpec, { on, device }: TcpdumpSpec): Wires {
  const inWorkload = hosts.some(({ workloads }) => workloads.some(({ name }) => name === on));
  return inWorkload || device !== null ? everywhere(bareWire(workloadNetwork)) : mode.wire;
}

function complaint(
  unexpected: number,
  { there, back }: { there: number; back: number },
  failure: string | null,
): string | null {
  if (unexpected > 0) return `${unexpected} workload packets do not look as the mode says`;
  if (failure !== null) return `the traffic that was to be captured failed: ${failure}`;
  if (there === 0 || back === 0) return "no packet between the two workloads looks as the mode says";
  return null;
}

const where = ({ from, to, host, interface: device }: TcpdumpResult): string =>
  `${device === null ? host : `${host} ${device}`}, ${from} → ${to}`;

function figure({ counts }: TcpdumpResult): string {
  return counts === null
    ? "no figure"
    : `${count(counts.expected)} expected, ${count(counts.unexpected)} unexpected`;
}

function detail({ counts }: TcpdumpResult): string {
  if (counts === null) return "";
  const dropped =
    counts.droppedByKernel === null ? "drops unknown" : `${count(counts.droppedByKernel)} dropped`;
  return `${count(counts.other)} other, ${dropped}`;
}
