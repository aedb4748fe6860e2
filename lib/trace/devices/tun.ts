import type { Socket } from "../../tables/sockets.ts";
import { linkNamed, type Namespace } from "../namespace.ts";
import { asIpPacket, forwarded, type IpPacket } from "../packet.ts";
import { endDown, endOf, entryOf, nameOf, type Outcome, type StageHandler, step } from "../stages/stage.ts";
import { defaultTtl, leaseFor, noLease, wrap } from "../wrapping.ts";
import { type Device, packetsOnly } from "./device.ts";

/**
 * A TUN device's packets leave the kernel: a program reads them, and sends them to another such program by
 * UDP. It forwards as a router does, so it takes one off the TTL at each end (flannel, proxy_amd64.c).
 */
const toProgram: StageHandler<"sending"> = (stage) => {
  const { namespace, link, packet } = stage;
  const program = namespace.programs[link.name];
  if (program === undefined) return endOf(`No program holds the other end of ${nameOf(stage)}.`);
  const tun = step(namespace, link, {
    what: `The packet leaves the kernel: ${program} holds the other end of ${link.name}.`,
    before: packet,
    after: packet,
    entry: tunEntry(namespace, link.name, program),
  });
  const { dst } = packet[0];
  const lease = leaseFor(namespace, dst);
  if (lease === null) return endOf(noLease(namespace, dst), tun);
  const socket = socketOf(namespace, program);
  if (socket === null) return endOf(`${program} of ${namespace.machine.name} has no UDP socket.`, tun);
  const { port } = socket;
  const inner = forwarded(packet);
  const outer = wrap(
    namespace,
    { src: socket.address, dst: lease.host, ttl: defaultTtl },
    [{ protocol: "udp", src: port, dst: port }],
    inner,
  );
  const hop = step(namespace, program, {
    what: `The lease of ${lease.subnet} is that of ${lease.host}: the packet goes there in UDP. ${falls(inner)}`,
    before: packet,
    after: outer,
    entry: lease.entry,
  });
  return { hops: [tun, hop], next: { at: "routing", namespace, packet: outer, origin: "wrapped" } };
};

/** A packet for the UDP port of a program that holds a TUN device's other end; null if there is none. */
function fromProgram(namespace: Namespace, packet: IpPacket): Outcome | null {
  const [, udp, ...rest] = packet;
  const inner = asIpPacket(rest);
  if (udp?.protocol !== "udp" || inner === null) return null;
  const socket = namespace.sockets.find(({ port }) => port === udp.dst);
  const program = socket?.program ?? null;
  if (socket === undefined || program === null) return null;
  const [name] = Object.entries(namespace.programs).find(([, holder]) => holder === program) ?? [];
  const link = name === undefined ? null : linkNamed(namespace, name);
  if (link === null) return null;
  if (!link.up) return endDown({ namespace, link });
  const after = forwarded(inner);
  const hops = [
    step(namespace, program, {
      what: `UDP port ${udp.dst} is ${program}'s: it writes the inner packet to ${link.name}. ${falls(after)}`,
      before: packet,
      after,
      entry: entryOf(namespace, "socket", socket.text),
    }),
    step(namespace, link, {
      what: "The packet is back in the kernel.",
      before: after,
      after,
      entry: tunEntry(namespace, link.name, program),
    }),
  ];
  return { hops, next: { at: "routing", namespace, packet: after, origin: "forwarded" } };
}

const falls = ([{ ttl }]: IpPacket): string => `Its TTL falls to ${ttl}.`;

const tunEntry = (namespace: Namespace, device: string, program: string) =>
  entryOf(namespace, "tun", `${device} ${program}`);

/**
 * The program's socket for packets: the one that is bound to an address, since a program may also listen on every address for
 * other purposes.
 */
function socketOf({ sockets }: Namespace, program: string): Socket | null {
  const own = sockets.filter((socket) => socket.program === program);
  return own.find(({ address }) => address !== null) ?? own[0] ?? null;
}

export const tun: Device<"tun"> = {
  type: "tun",
  label: "tun",
  isTunnel: true,
  ...packetsOnly,
  sending: toProgram,
  unwrap: fromProgram,
};
