import type { Namespace } from "./namespace.ts";
import { asFrame, type IpPacket } from "./packet.ts";
import { type DeviceHandler, endOf, entryOf, nameOf, type Outcome, step } from "./stage.ts";
import { defaultTtl, wrap } from "./wrapping.ts";

/** A frame to another VTEP: Ethernet in VXLAN in UDP (RFC 7348). The forwarding database has its address. */
export const wrapVxlan: DeviceHandler<"leaving", "vxlan"> = (stage, _, { vni, port, local }) => {
  const { namespace, link, frame } = stage;
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
export function unwrapVxlan(namespace: Namespace, packet: IpPacket): Outcome | null {
  const [, udp, vxlan, ...rest] = packet;
  const frame = asFrame(rest);
  if (udp?.protocol !== "udp" || vxlan?.protocol !== "vxlan" || frame === null) return null;
  const link = namespace.links.find(
    ({ kind }) => kind.type === "vxlan" && kind.port === udp.dst && kind.vni === vxlan.vni,
  );
  if (link === undefined) return null;
  const socket = namespace.sockets.find(({ port, program }) => port === udp.dst && program === null);
  const hop = step(namespace, link, {
    what: `UDP port ${udp.dst} with VNI ${vxlan.vni} is that of ${link.name}: the frame comes out of it.`,
    before: packet,
    after: frame,
    entry: socket ? entryOf(namespace, "socket", socket.text) : null,
  });
  return { hops: [hop], next: { at: "arriving", namespace, link, frame } };
}
