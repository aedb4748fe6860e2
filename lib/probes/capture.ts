import { z } from "zod";
import { contains } from "../model/cidr.ts";
import { headerFields, headerKind, isHeader } from "../model/headers.ts";
import type { HostSpec, LabSpec, WorkloadRef } from "../model/lab-spec.ts";
import { areNeighbours } from "../model/routing.ts";
import type { Wire, Wires } from "../model/wire.ts";
import { KeptPackets } from "./kept-packets.ts";

/**
 * Reads what tshark prints of a capture and judges each packet by the mode's own description of its packets
 * (`mode.wire`): expected, unexpected (a workload packet that does not look so: a leak) or other.
 */

/** A packet of a capture, decoded and judged. */
export const capturedPacket = z.object({
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
export type CapturedPacket = z.infer<typeof capturedPacket>;

const common = ["frame.number", "frame.len", "frame.protocols"];
const separators = { field: "\t", value: "," };

/** The pcap filter that catches the mode's packets, and every packet with a workload's address: those are the leaks. */
export const captureFilter = (wires: Wires, { workloadNetwork }: LabSpec): string =>
  [...new Set([...wiresOf(wires).map(({ filter }) => filter), `net ${workloadNetwork}`])]
    .map((filter) => `(${filter})`)
    .join(" or ");

const wiresOf = ({ neighbours, routed }: Wires): Wire[] => [neighbours, routed];

/** tshark's arguments for a capture on its standard input; `fieldsOf` gives the columns' order. */
export function tsharkCommand(wires: Wires): string[] {
  return [
    ...["tshark", "-n", "-r", "-", "-T", "fields", "-E", "separator=/t"],
    ...["-E", `aggregator=${separators.value}`, "-E", "occurrence=a"],
    ...decodeArguments(wires),
    ...fieldsOf(wires).flatMap((field) => ["-e", field]),
  ];
}

/** What tshark and Wireshark are told of ports that they do not know by themselves. */
export const decodeArguments = (wires: Wires): string[] =>
  [...new Set(wiresOf(wires).flatMap(({ decodeAs }) => decodeAs))].flatMap((rule) => ["-d", rule]);

function fieldsOf(wires: Wires): string[] {
  return [
    ...new Set([...common, ...headerFields, ...wiresOf(wires).flatMap(({ fields }) => Object.keys(fields))]),
  ];
}

export interface Judgement {
  readonly counts: { expected: number; unexpected: number; other: number };
  /** Expected packets between the two workloads, by direction. */
  readonly directions: { there: number; back: number };
  readonly packets: CapturedPacket[];
}

/** Judges tshark's lines. `shown` packets are kept decoded (kept-packets.ts). */
export function judge(
  text: string,
  lab: LabSpec,
  wires: Wires,
  { from, to }: { from: WorkloadRef; to: WorkloadRef },
  shown = 12,
): Judgement {
  const columns = fieldsOf(wires);
  const counts = { expected: 0, unexpected: 0, other: 0 };
  const directions = { there: 0, back: 0 };
  const kept = new KeptPackets<CapturedPacket>(shown);
  for (const line of text.split("\n").filter((candidate) => candidate !== "")) {
    const { values, layers } = readPacket(line, columns);
    const ends = expectedEnds(layers, values, wires, lab);
    const verdict = ends ? "expected" : carriesWorkload(values, lab) ? "unexpected" : "other";
    counts[verdict] += 1;
    const { src, dst } = ends ?? innermost(values);
    const there = isAt(src, from, lab) && isAt(dst, to, lab);
    const back = isAt(src, to, lab) && isAt(dst, from, lab);
    if (ends && there) directions.there += 1;
    if (ends && back) directions.back += 1;
    const between = layers.includes("icmp") ? "icmp" : "own";
    kept.add(there || back ? between : verdict === "unexpected" ? "leak" : "other", () => ({
      number: Number(values.get("frame.number")?.[0]),
      length: Number(values.get("frame.len")?.[0]),
      class: verdict,
      layers: summarise(layers, values),
    }));
  }
  return { counts, directions, packets: kept.all };
}

/** The ends of what a packet carries, as far as that can be read. */
const innermost = (values: Values): Ends => ({
  src: values.get("ip.src")?.at(-1) ?? "",
  dst: values.get("ip.dst")?.at(-1) ?? "",
});

/** What tshark says of a packet: the values of each field, outermost first, and the packet's layers. */
export interface ReadPacket {
  readonly values: Values;
  readonly layers: readonly string[];
}

/** Reads a line of tshark's, with these fields as its columns. */
export function readPacket(line: string, columns: readonly string[]): ReadPacket {
  const cells = line.split(separators.field);
  const values = new Map(
    columns.map((field, index) => [field, (cells[index] ?? "").split(separators.value)]),
  );
  const protocols = values.get("frame.protocols")?.[0] ?? "";
  return { values, layers: protocols.split(":").filter(isHeader) };
}

type Values = ReadonlyMap<string, readonly string[]>;

interface Ends {
  readonly src: string;
  readonly dst: string;
}

/**
 * The two ends (workloads, or a workload and a host by itself) of a packet that looks as the mode says packets between
 * these two hosts do; undefined for any other.
 */
function expectedEnds(
  layers: readonly string[],
  values: Values,
  wires: Wires,
  lab: LabSpec,
): Ends | undefined {
  const found = (["neighbours", "routed"] as const).map((place) => {
    const wire = wires[place];
    const ends = endsOf(values, wire);
    const [a, b] = [hostAt(ends.src, lab), hostAt(ends.dst, lab)];
    // A device that carries no frames (a TUN, ipip or wireguard one) shows no Ethernet header.
    const said = layers[0] === "eth" ? wire.layers : wire.layers.slice(1);
    const asSaid =
      said.every((layer, depth) => layers[depth] === layer) &&
      Object.entries(wire.fields).every(([field, value]) => values.get(field)?.includes(value)) &&
      (wire.encrypted || isWorkload(ends.src, lab) || isWorkload(ends.dst, lab));
    return asSaid && a && b && areNeighbours(a, b) === (place === "neighbours") ? ends : undefined;
  });
  return found.find((ends) => ends !== undefined);
}

/** The addresses of the last IP header that the mode's layers name: the workload's own, unless that is encrypted. */
function endsOf(values: Values, wire: Wire): Ends {
  const depth = wire.layers.filter((layer) => layer === "ip").length - 1;
  return { src: values.get("ip.src")?.[depth] ?? "", dst: values.get("ip.dst")?.[depth] ?? "" };
}

const isWorkload = (address: string, { workloadNetwork }: LabSpec): boolean =>
  address !== "" && contains(workloadNetwork, address);

const carriesWorkload = (values: Values, lab: LabSpec): boolean =>
  [...(values.get("ip.src") ?? []), ...(values.get("ip.dst") ?? [])].some((address) =>
    isWorkload(address, lab),
  );

/** The host that an address belongs to, be it its own or one of its workloads'. */
function hostAt(address: string, { hosts }: LabSpec): HostSpec | undefined {
  if (address === "") return undefined;
  return hosts.find(
    ({ interfaces, workloadSubnet }) =>
      interfaces.some((link) => link.address === address) || contains(workloadSubnet, address),
  );
}

/**
 * True when an address is a workload's own, or (where packets are encrypted) that of the workload's host. A host by itself sends from its
 * tunnel's or bridge's address as well, which is of its subnet and no workload's.
 */
function isAt(address: string, { name, host }: WorkloadRef, lab: LabSpec): boolean {
  const there = lab.hosts.find((candidate) => candidate.name === host);
  if (there === undefined || address === "") return false;
  const { interfaces, workloads, workloadSubnet } = there;
  if (interfaces.some((link) => link.address === address)) return true;
  const workload = workloads.find((candidate) => candidate.address === address);
  return workload ? workload.name === name : name === host && contains(workloadSubnet, address);
}

/** Each header in a few words. */
export function summarise(layers: readonly string[], values: Values): CapturedPacket["layers"] {
  const seen = new Map<string, number>();
  return layers.map((protocol) => {
    const depth = seen.get(protocol) ?? 0;
    seen.set(protocol, depth + 1);
    const { fields = [], say } = headerKind(protocol);
    const read = fields.map((field) => [field, values.get(field)?.[depth] ?? ""] as const);
    return {
      protocol,
      summary: say?.(...read.map(([, value]) => value || "?")) ?? "",
      fields: Object.fromEntries(read.filter(([, value]) => value !== "")),
    };
  });
}

/** `12 packets dropped by kernel` -> 12; null where tcpdump did not say. */
export function droppedByKernel(log: string): number | null {
  const found = /(\d+) packets? dropped by kernel/.exec(log);
  return found ? Number(found[1]) : null;
}
