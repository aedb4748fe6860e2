import { endpoint, number } from "../../tables/links.ts";
import { firstUp, type Link, type Namespace } from "../namespace.ts";
import { asIpPacket, type IpPacket } from "../packet.ts";
import { endDown, endOf, nameOf, type Outcome, type StageHandler, step } from "../stages/stage.ts";
import { wrap } from "../wrapping.ts";
import { type Device, packetsOnly } from "./device.ts";

/** The device's own ends. `ttl` is null when outer packets get that of the inner ones. */
const tunnelOf = ({ data }: Link) => ({
  local: endpoint(data.local),
  remote: endpoint(data.remote),
  ttl: number(data.ttl) || null,
});

/** A packet in a packet (RFC 2003). The tunnel's other end is the device's, or else the route's gateway. */
const wrapped: StageHandler<"sending"> = (stage) => {
  const { namespace, link, nextHop, packet } = stage;
  const { local, remote, ttl } = tunnelOf(link);
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
function unwrap(namespace: Namespace, packet: IpPacket): Outcome | null {
  const [outer, ...rest] = packet;
  const inner = asIpPacket(rest);
  if (inner === null) return null;
  const fits = (candidate: Link): boolean => {
    const { local, remote } = tunnelOf(candidate);
    return (
      candidate.type === "ipip" && (local ?? outer.dst) === outer.dst && (remote ?? outer.src) === outer.src
    );
  };
  const link = firstUp(namespace.links.filter(fits));
  if (link === undefined) return null;
  if (!link.up) return endDown({ namespace, link });
  const hop = step(namespace, link, {
    what: `IP protocol 4 is that of ${link.name}: the inner packet comes out of it.`,
    before: packet,
    after: inner,
  });
  return { hops: [hop], next: { at: "routing", namespace, packet: inner, origin: "forwarded" } };
}

export const ipip: Device<"ipip"> = {
  type: "ipip",
  label: "ipip",
  isTunnel: true,
  ...packetsOnly,
  sending: wrapped,
  unwrap,
};
