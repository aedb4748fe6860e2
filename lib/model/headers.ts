/** A packet's header: how captures read it, and what reports call it. */
export interface HeaderKind {
  readonly title: string;
  /** What it does; each has its own colour. */
  readonly family: "link" | "network" | "transport" | "tunnel" | "payload";
  /** tshark's fields of it that a capture keeps. @default none */
  readonly fields?: readonly string[];
  /** Sums it up, from the values of these fields. @default nothing */
  readonly say?: (...values: string[]) => string;
  /** The field that tells a tunnel's networks apart. @default none: there is one network */
  readonly vni?: string;
  /** What follows cannot be read. @default false */
  readonly encrypts?: boolean;
}

const icmpTypes: Readonly<Record<string, string>> = {
  "0": "echo reply",
  "3": "destination unreachable",
  "8": "echo request",
};

/** RFC 826's opcode of an answer. */
const arpReply = "2";

/** By tshark's names of their protocols. */
const headers = {
  eth: {
    ...{ title: "Ethernet", family: "link" },
    fields: ["eth.src", "eth.dst"],
    say: (src, dst) => `${src} → ${dst}`,
  },
  arp: {
    ...{ title: "ARP", family: "network" },
    fields: ["arp.opcode", "arp.src.proto_ipv4", "arp.dst.proto_ipv4"],
    say: (opcode, src, dst) => `${src} ${opcode === arpReply ? "answers" : "asks for"} ${dst}`,
  },
  ip: {
    ...{ title: "IPv4", family: "network" },
    fields: ["ip.src", "ip.dst", "ip.ttl"],
    say: (src, dst, ttl) => `${src} → ${dst}, TTL ${ttl}`,
  },
  ipv6: { title: "IPv6", family: "network" },
  udp: {
    ...{ title: "UDP", family: "transport" },
    fields: ["udp.srcport", "udp.dstport"],
    say: (src, dst) => `port ${src} → ${dst}`,
  },
  tcp: {
    ...{ title: "TCP", family: "transport" },
    fields: ["tcp.srcport", "tcp.dstport"],
    say: (src, dst) => `port ${src} → ${dst}`,
  },
  vxlan: {
    ...{ title: "VXLAN", family: "tunnel", vni: "vxlan.vni" },
    fields: ["vxlan.vni"],
    say: (vni) => `VNI ${vni}`,
  },
  wg: { title: "WireGuard", family: "tunnel", encrypts: true },
  icmp: {
    ...{ title: "ICMP", family: "transport" },
    fields: ["icmp.type", "icmp.seq"],
    say: (type, sequence) => `${icmpTypes[type ?? ""] ?? `type ${type}`}, sequence ${sequence}`,
  },
  icmpv6: { title: "ICMPv6", family: "transport" },
  data: { title: "Payload", family: "payload" },
} as const satisfies Readonly<Record<string, HeaderKind>>;

type Known = typeof headers;

/** tshark's names of tunnels' own headers. */
export type TunnelProtocol = {
  [Protocol in keyof Known]: Known[Protocol] extends { readonly family: "tunnel" } ? Protocol : never;
}[keyof Known];

/** A protocol that is not known here is called by its own name, and taken for payload. */
export const headerKind = (protocol: string): HeaderKind =>
  Object.hasOwn(headers, protocol)
    ? headers[protocol as keyof Known]
    : { title: protocol.toUpperCase(), family: "payload" };

/** Names in tshark's `frame.protocols` of what is no header: an IP packet without a frame around it, and a frame's type. */
const noHeaders = ["raw", "ethertype"];

/** False for what tshark names among a packet's protocols though it has no header of its own. */
export const isHeader = (protocol: string): boolean => !noHeaders.includes(protocol);

export const isTunnelProtocol = (protocol: string): protocol is TunnelProtocol =>
  headerKind(protocol).family === "tunnel";

/** All fields that captures keep, for tshark. */
export const headerFields: readonly string[] = Object.values<HeaderKind>(headers).flatMap(
  ({ fields }) => fields ?? [],
);
