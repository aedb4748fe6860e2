import { contains } from "../model/cidr.ts";
import type { ModeSpec } from "../model/lab-spec.ts";
import type { CapturedPacket } from "../results/run-record.ts";

/**
 * Reads what tshark prints of a capture and judges each packet by the mode's own description of its packets
 * (`mode.wire`): expected, bare (a workload packet that does not look so: a leak) or other.
 */

/** How each protocol's header is summed up, from the values of these fields at its depth in the packet. */
const headers: Record<string, { fields: readonly string[]; say: (...values: string[]) => string }> = {
  eth: { fields: ["eth.src", "eth.dst"], say: (src, dst) => `${src} → ${dst}` },
  arp: { fields: ["arp.src.proto_ipv4", "arp.dst.proto_ipv4"], say: (src, dst) => `${src} asks for ${dst}` },
  ip: { fields: ["ip.src", "ip.dst", "ip.ttl"], say: (src, dst, ttl) => `${src} → ${dst}, TTL ${ttl}` },
  udp: { fields: ["udp.srcport", "udp.dstport"], say: (src, dst) => `port ${src} → ${dst}` },
  tcp: { fields: ["tcp.srcport", "tcp.dstport"], say: (src, dst) => `port ${src} → ${dst}` },
  vxlan: { fields: ["vxlan.vni"], say: (vni) => `VNI ${vni}` },
  icmp: {
    fields: ["icmp.type", "icmp.seq"],
    say: (type, seq) => `${icmpTypes[type ?? ""] ?? `type ${type}`}, sequence ${seq}`,
  },
};

const icmpTypes: Record<string, string> = {
  "0": "echo reply",
  "3": "destination unreachable",
  "8": "echo request",
};

const common = ["frame.number", "frame.len", "frame.protocols"];
const separators = { field: "\t", value: "," };

/** tshark's arguments for a capture on its standard input; `fieldsOf` gives the columns' order. */
export function tsharkCommand(wire: ModeSpec["wire"]): string[] {
  return [
    ...[
      "tshark",
      "-n",
      "-r",
      "-",
      "-T",
      "fields",
      "-E",
      "separator=/t",
      "-E",
      `aggregator=${separators.value}`,
    ],
    ...["-E", "occurrence=a"],
    ...wire.decodeAs.flatMap((rule) => ["-d", rule]),
    ...fieldsOf(wire).flatMap((field) => ["-e", field]),
  ];
}

function fieldsOf(wire: ModeSpec["wire"]): string[] {
  const described = Object.values(headers).flatMap(({ fields }) => fields);
  return [...new Set([...common, ...described, ...Object.keys(wire.fields)])];
}

export interface Judgement {
  readonly counts: { expected: number; bare: number; other: number };
  /** Expected packets whose inner addresses are these two workloads', by direction. */
  readonly directions: { there: number; back: number };
  readonly packets: CapturedPacket[];
}

/** Judges tshark's lines. `shown` packets are kept decoded. */
export function judge(
  text: string,
  { wire, network, from, to }: { wire: ModeSpec["wire"]; network: string; from: string; to: string },
  shown = 12,
): Judgement {
  const columns = fieldsOf(wire);
  const counts = { expected: 0, bare: 0, other: 0 };
  const directions = { there: 0, back: 0 };
  const packets: CapturedPacket[] = [];
  for (const line of text.split("\n").filter((candidate) => candidate !== "")) {
    const cells = line.split(separators.field);
    const values = new Map(
      columns.map((field, index) => [field, (cells[index] ?? "").split(separators.value)]),
    );
    const layers = (values.get("frame.protocols")?.[0] ?? "")
      .split(":")
      .filter((layer) => layer !== "ethertype");
    const verdict = classify(layers, values, wire, network);
    counts[verdict] += 1;
    const inner = innerAddresses(values, wire);
    if (verdict === "expected" && inner.src === from && inner.dst === to) directions.there += 1;
    if (verdict === "expected" && inner.src === to && inner.dst === from) directions.back += 1;
    if (packets.length < shown)
      packets.push({
        number: Number(values.get("frame.number")?.[0]),
        length: Number(values.get("frame.len")?.[0]),
        class: verdict,
        layers: summarise(layers, values),
      });
  }
  return { counts, directions, packets };
}

type Values = ReadonlyMap<string, readonly string[]>;

function classify(
  layers: readonly string[],
  values: Values,
  wire: ModeSpec["wire"],
  network: string,
): CapturedPacket["class"] {
  const { src, dst } = innerAddresses(values, wire);
  const inside = (address: string | undefined) =>
    address !== undefined && address !== "" && contains(network, address);
  const asSaid =
    wire.layers.every((layer, depth) => layers[depth] === layer) &&
    Object.entries(wire.fields).every(([field, value]) => values.get(field)?.includes(value)) &&
    inside(src) &&
    inside(dst);
  if (asSaid) return "expected";
  const addresses = [...(values.get("ip.src") ?? []), ...(values.get("ip.dst") ?? [])];
  return addresses.some(inside) ? "bare" : "other";
}

/** The addresses of the workload packet: of the last IP header that the mode's layers name. */
function innerAddresses(
  values: Values,
  wire: ModeSpec["wire"],
): { src: string | undefined; dst: string | undefined } {
  const depth = wire.layers.filter((layer) => layer === "ip").length - 1;
  return { src: values.get("ip.src")?.[depth], dst: values.get("ip.dst")?.[depth] };
}

function summarise(layers: readonly string[], values: Values): CapturedPacket["layers"] {
  const seen = new Map<string, number>();
  return layers.map((protocol) => {
    const depth = seen.get(protocol) ?? 0;
    seen.set(protocol, depth + 1);
    const header = headers[protocol];
    return {
      protocol,
      summary: header ? header.say(...header.fields.map((field) => values.get(field)?.[depth] ?? "?")) : "",
    };
  });
}

/** `12 packets dropped by kernel` -> 12; null where tcpdump did not say. */
export function droppedByKernel(log: string): number | null {
  const found = /(\d+) packets? dropped by kernel/.exec(log);
  return found ? Number(found[1]) : null;
}
