import { headerKind, type TunnelProtocol } from "../model/headers.ts";

/** A packet as the list of its headers, outermost first. Protocols have tshark's names, as in captures. */
export type Header =
  | EthernetHeader
  | IpHeader
  | UdpHeader
  | TunnelHeader
  | { readonly protocol: "icmp" }
  /** A captured header that no step of a trace makes, in the capture's words. */
  | { readonly protocol: "other"; readonly name: string; readonly text: string };

export interface EthernetHeader {
  readonly protocol: "eth";
  /** Null where no table tells. */
  readonly src: string | null;
  readonly dst: string | null;
}

export interface IpHeader {
  readonly protocol: "ip";
  readonly src: string;
  readonly dst: string;
  readonly ttl: number;
}

export interface UdpHeader {
  readonly protocol: "udp";
  /** Null for a port that the sender picks anew for each flow. */
  readonly src: number | null;
  readonly dst: number;
}

/** A tunnel's own header, e.g. VXLAN's, or that of WireGuard's data message. */
export interface TunnelHeader {
  readonly protocol: TunnelProtocol;
  /** Of tunnels that tell several networks apart. */
  readonly vni?: number;
}

export type Packet = readonly Header[];
export type IpPacket = readonly [IpHeader, ...Header[]];
export type Frame = readonly [EthernetHeader, IpHeader, ...Header[]];

/** What a header carries, if that is an Ethernet frame with an IPv4 packet in it. */
export function asFrame([first, ...rest]: Packet): Frame | null {
  const packet = asIpPacket(rest);
  return first?.protocol === "eth" && packet !== null ? [first, ...packet] : null;
}

/** What a header carries, if that is an IPv4 packet. */
export function asIpPacket([first, ...rest]: Packet): IpPacket | null {
  return first?.protocol === "ip" ? [first, ...rest] : null;
}

/** The packet one hop older. */
export const forwarded = ([ip, ...rest]: IpPacket): IpPacket => [{ ...ip, ttl: ip.ttl - 1 }, ...rest];

/** True for a header that hides what follows by encryption. */
export const hidesRest = ({ protocol }: Header): boolean => headerKind(protocol).encrypts ?? false;

/** The headers up to the first that hides the rest. */
export function legible(packet: Packet): Packet {
  const hidden = packet.findIndex(hidesRest);
  return hidden < 0 ? packet : packet.slice(0, hidden + 1);
}
