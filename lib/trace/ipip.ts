import type { Link } from "./links.ts";
import type { Namespace } from "./namespace.ts";
import { asIpPacket, type IpPacket } from "./packet.ts";
import { type DeviceHandler, endOf, nameOf, type Outcome, step } from "./stage.ts";
import { wrap } from "./wrapping.ts";

/** A packet in a packet (RFC 2003). The tunnel's other end is the device's, or else the route's gateway. */
export const wrapIpip: DeviceHandler<"sending", "ipip"> = (stage, _, { local, remote, ttl }) => {
  const { namespace, link, nextHop, packet } = stage;
  const dst = remote ?? nextHop;
  if (dst === packet[0].dst)
    return endOf(
      `The route through ${nameOf(stage)} has no gateway, so the tunnel's other end is not known.`,
    );
  const outer = wrap(namespace, { src: local, dst, ttl: ttl ?? packet[0].ttl }, [], packet);
  const hop = step(namespace, link, {
    what: `The packet goes inside another IPv4 packet to ${dst}, the tunnel's other end.`,
    before: packet,
    after: outer,
  });
  return { hops: [hop], next: { at: "routing", namespace, packet: outer, origin: "wrapped" } };
};

/** A packet of IP protocol 4 for one of the machine's IPIP devices; null if it has none. */
export function unwrapIpip(namespace: Namespace, packet: IpPacket): Outcome | null {
  const [outer, ...rest] = packet;
  const inner = asIpPacket(rest);
  if (inner === null) return null;
  const fits = ({ kind }: Link) =>
    kind.type === "ipip" &&
    (kind.local === null || kind.local === outer.dst) &&
    (kind.remote === null || kind.remote === outer.src);
  const link = namespace.links.find(fits);
  if (link === undefined) return null;
  const hop = step(namespace, link, {
    what: `IP protocol 4 is that of ${link.name}: the inner packet comes out of it.`,
    before: packet,
    after: inner,
  });
  return { hops: [hop], next: { at: "routing", namespace, packet: inner, origin: "forwarded" } };
}
