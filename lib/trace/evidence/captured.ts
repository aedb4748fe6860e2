import { headerKind, isHeader, isTunnelProtocol } from "../../model/headers.ts";
import type { CapturedPacket } from "../../probes/capture.ts";
import type { NextHop } from "../../tables/routes.ts";
import { deviceOf } from "../devices/devices.ts";
import type { Link, Namespace } from "../namespace.ts";
import { type Header, hidesRest, type IpHeader, type Packet } from "../packet.ts";
import { resolve } from "../resolve.ts";
import type { Capture, Context } from "../stages/stage.ts";
import type { Machine } from "../trace.ts";

type CapturedLayer = CapturedPacket["layers"][number];

/** A packet of a capture that is the derived one, as far as that can be told. */
export interface Sighting {
  readonly probe: string;
  readonly number: number;
  readonly packet: Packet;
}

/** The packet in a capture on this device: an ICMP echo request if there is one, else any of the same ends. */
export function sighting(
  captures: readonly Capture[],
  machine: Machine,
  device: string,
  derived: Packet,
): Sighting | null {
  const seen = sightings(captures, machine, device, derived);
  return seen.find(({ packet }) => isEcho(packet)) ?? seen[0] ?? null;
}

const sightings = (
  captures: readonly Capture[],
  machine: Machine,
  device: string,
  derived: Packet,
): Sighting[] =>
  captures
    .filter((capture) => capture.host === machine.name && capture.interface === device)
    .flatMap(({ name, packets }) =>
      packets.map(({ number, layers }) => ({ probe: name, number, packet: readLayers(layers) })),
    )
    .filter(({ packet }) => isOf(packet, derived));

const isEcho = (packet: Packet): boolean => packet.some(({ protocol }) => protocol === "icmp");

/** The same ends of the innermost packet; an encrypted one is known by the ends of its tunnel only. */
function isOf(captured: Packet, derived: Packet): boolean {
  const hidden = captured.some(hidesRest);
  const [left, right] = [ipHeaders(captured), ipHeaders(derived)];
  const [seen, meant] = hidden ? [left[0], right[0]] : [left.at(-1), right.at(-1)];
  return seen !== undefined && seen.src === meant?.src && seen.dst === meant.dst;
}

const ipHeaders = (packet: Packet): IpHeader[] =>
  packet.flatMap((header) => (header.protocol === "ip" ? header : []));

function readLayers(layers: CapturedPacket["layers"]): Packet {
  const icmp = layers.findIndex(({ protocol }) => protocol === "icmp");
  // An ICMP error quotes the packet that it is about; its headers are not the packet's own.
  const own = icmp < 0 ? layers : layers.slice(0, icmp + 1);
  return own.filter(({ protocol }) => isHeader(protocol) && protocol !== "data").map(readLayer);
}

function readLayer({ protocol, summary, fields }: CapturedLayer): Header {
  const number = (field: string) => Number(fields[field]);
  if (isTunnelProtocol(protocol)) {
    const { vni } = headerKind(protocol);
    return vni === undefined ? { protocol } : { protocol, vni: number(vni) };
  }
  switch (protocol) {
    case "eth":
      return { protocol, src: fields["eth.src"] ?? null, dst: fields["eth.dst"] ?? null };
    case "ip":
      return { protocol, src: fields["ip.src"] ?? "", dst: fields["ip.dst"] ?? "", ttl: number("ip.ttl") };
    case "udp":
      return { protocol, src: number("udp.srcport"), dst: number("udp.dstport") };
    case "icmp":
      return { protocol };
    default:
      return { protocol: "other", name: protocol, text: summary };
  }
}

/**
 * The next hop that a captured echo request went to: the one whose MAC address it carries. Other protocols of the same
 * ends are other flows, which may go another way. What is encrypted is all one flow.
 */
export function seenNextHop(
  nextHops: readonly NextHop[],
  namespace: Namespace,
  derived: Packet,
  { network, captures }: Context,
): NextHop | null {
  const wentTo = ({ device, via }: NextHop): boolean => {
    const link: Link | undefined = namespace.links.find(({ name }) => name === device);
    const seen = sightings(captures, namespace.machine, device, derived).find(
      ({ packet }) => isEcho(packet) || packet.some(hidesRest),
    );
    const frame = seen?.packet[0];
    if (link === undefined || via === null || frame?.protocol !== "eth") return false;
    const resolution = resolve(network, { namespace, link }, via, deviceOf(link).answers);
    return resolution.found && resolution.mac === frame.dst;
  };
  return nextHops.find(wentTo) ?? null;
}
