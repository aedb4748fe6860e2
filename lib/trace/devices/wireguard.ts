import { firstUp, type Namespace } from "../namespace.ts";
import { asIpPacket, type IpPacket } from "../packet.ts";
import { endDown, endOf, entryOf, type Outcome, type StageHandler, step } from "../stages/stage.ts";
import { defaultTtl, leaseFor, noLease, wrap } from "../wrapping.ts";
import { type Device, packetsOnly } from "./device.ts";
import { vxlanPorts } from "./vxlan.ts";

/** What WireGuard's documentation and flannel use. */
const usualPort = 51820;

/** The peer is the one whose allowed addresses hold the destination: those of its lease. */
const wrapped: StageHandler<"sending"> = (stage) => {
  const { namespace, link, packet } = stage;
  const { dst } = packet[0];
  const lease = leaseFor(namespace, dst);
  if (lease === null) return endOf(noLease(namespace, dst));
  const port = portOf(namespace);
  const headers = [{ protocol: "udp", src: port, dst: port } as const, { protocol: "wg" } as const];
  const outer = wrap(namespace, { src: null, dst: lease.host, ttl: defaultTtl }, headers, packet);
  const hop = step(namespace, link, {
    what: `The peer for ${lease.subnet} is ${lease.host}: the packet is encrypted and goes there in UDP.`,
    before: packet,
    after: outer,
    entry: lease.entry,
  });
  return { hops: [hop], next: { at: "routing", namespace, packet: outer, origin: "wrapped" } };
};

/** A packet for the UDP port of a WireGuard device; null if the machine has none. */
function unwrap(namespace: Namespace, packet: IpPacket): Outcome | null {
  const [, udp, wg, ...rest] = packet;
  const inner = asIpPacket(rest);
  const link = firstUp(namespace.links.filter(({ type }) => type === "wireguard"));
  if (udp?.protocol !== "udp" || wg?.protocol !== "wg" || inner === null || link === undefined) return null;
  if (udp.dst !== portOf(namespace)) return null;
  if (!link.up) return endDown({ namespace, link });
  const socket = namespace.sockets.find(({ port }) => port === udp.dst);
  const hop = step(namespace, link, {
    what: `UDP port ${udp.dst} is that of ${link.name}, which decrypts the inner packet.`,
    before: packet,
    after: inner,
    entry: socket ? entryOf(namespace, "socket", socket.text) : null,
  });
  return { hops: [hop], next: { at: "routing", namespace, packet: inner, origin: "forwarded" } };
}

/** No table names the device's port; its socket is one of the kernel's own and no VXLAN device's. */
function portOf({ sockets, links }: Namespace): number {
  const taken = vxlanPorts(links);
  const own = sockets.filter(({ program, port }) => program === null && !taken.includes(port));
  return own.find(({ port }) => port === usualPort)?.port ?? own[0]?.port ?? usualPort;
}

export const wireguard: Device<"wireguard"> = {
  type: "wireguard",
  label: "wireguard",
  isTunnel: true,
  ...packetsOnly,
  sending: wrapped,
  unwrap,
};
