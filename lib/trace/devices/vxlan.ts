import { endpoint, number } from "../../tables/links.ts";
import { firstUp, type Link, type Namespace } from "../namespace.ts";
import { machinePorts } from "../network.ts";
import { asFrame, type IpPacket } from "../packet.ts";
import { endDown, endOf, entryOf, nameOf, type Outcome, type StageHandler, step } from "../stages/stage.ts";
import { defaultTtl, wrap } from "../wrapping.ts";
import type { Device } from "./device.ts";
import { inFrames, ownerAmong } from "./frames.ts";

/** What Linux takes when a device names no port (IANA's is 4789). */
const linuxPort = 8472;

/** `local` is null where routing chooses the source. */
const vtepOf = ({ data }: Link) => ({
  vni: number(data.id) ?? 0,
  port: number(data.port) ?? linuxPort,
  local: endpoint(data.local),
});

const isVxlan = ({ type }: Link): boolean => type === vxlan.type;

/** The UDP ports of VXLAN devices: their sockets are the kernel's own. */
export const vxlanPorts = (links: readonly Link[]): number[] =>
  links.filter(isVxlan).map((link) => vtepOf(link).port);

/** A frame to another VTEP: Ethernet in VXLAN in UDP (RFC 7348). The forwarding database has its address. */
const wrapped: StageHandler<"leaving"> = (stage) => {
  const { namespace, link, frame } = stage;
  const { vni, port, local } = vtepOf(link);
  const [{ dst: mac }] = frame;
  const entries = namespace.fdb.filter(({ device, remote }) => device === link.name && remote !== null);
  const entry =
    entries.find((found) => found.mac === mac) ?? entries.find((found) => found.mac === everybody);
  if (!entry?.remote)
    return endOf(`The forwarding database of ${nameOf(stage)} names no VTEP for the MAC address ${mac}.`);
  const headers = [{ protocol: "udp", src: null, dst: port } as const, { protocol: "vxlan", vni } as const];
  const packet = wrap(namespace, { src: local, dst: entry.remote, ttl: defaultTtl }, headers, frame);
  const hop = step(namespace, link, {
    what: `The MAC address is that of the VTEP at ${entry.remote}: the frame goes there in VXLAN.`,
    before: frame,
    after: packet,
    entry: entryOf(namespace, "fdb", entry.text),
  });
  return { hops: [hop], next: { at: "routing", namespace, packet, origin: "wrapped" } };
};

/** Where frames go whose MAC address has no entry. */
const everybody = "00:00:00:00:00:00";

/** A packet for the UDP port of a VXLAN device of the same VNI; null if there is none. */
function unwrap(namespace: Namespace, packet: IpPacket): Outcome | null {
  const [, udp, header, ...rest] = packet;
  const frame = asFrame(rest);
  if (udp?.protocol !== "udp" || header?.protocol !== "vxlan" || frame === null) return null;
  const fits = (candidate: Link): boolean => {
    const { port, vni } = vtepOf(candidate);
    return isVxlan(candidate) && port === udp.dst && vni === header.vni;
  };
  const link = firstUp(namespace.links.filter(fits));
  if (link === undefined) return null;
  if (!link.up) return endDown({ namespace, link });
  const socket = namespace.sockets.find(({ port, program }) => port === udp.dst && program === null);
  const hop = step(namespace, link, {
    what: `UDP port ${udp.dst} with VNI ${header.vni} is that of ${link.name}: the frame comes out of it.`,
    before: packet,
    after: frame,
    entry: socket ? entryOf(namespace, "socket", socket.text) : null,
  });
  return { hops: [hop], next: { at: "arriving", namespace, link, frame } };
}

/** Ethernet in UDP: all devices of one VNI are as if on one segment. */
export const vxlan: Device<"vxlan"> = {
  type: "vxlan",
  label: "vxlan",
  isTunnel: true,
  ...inFrames((network, { link }, address) => {
    const { vni } = vtepOf(link);
    const vteps = machinePorts(network).filter((port) => isVxlan(port.link) && vtepOf(port.link).vni === vni);
    return ownerAmong(vteps, address);
  }),
  leaving: wrapped,
  unwrap,
};
