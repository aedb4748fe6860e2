import { unwrapIpip } from "./ipip.ts";
import type { Namespace } from "./namespace.ts";
import type { IpPacket } from "./packet.ts";
import { fromProgram } from "./program.ts";
import { endOf, type StageHandler } from "./stage.ts";
import { unwrapVxlan } from "./vxlan.ts";
import { unwrapWireguard } from "./wireguard.ts";

/** A packet at its destination: the ping itself, or a tunnel's packet, out of which another one comes. */
export const delivering: StageHandler<"delivering"> = ({ namespace, packet }) => {
  if (packet[1]?.protocol === "icmp") return endOf(null);
  const takers = [unwrapVxlan, fromProgram, unwrapWireguard, unwrapIpip];
  for (const taker of takers) {
    const outcome = taker(namespace, packet);
    if (outcome !== null) return outcome;
  }
  return endOf(nobodyTakes(namespace, packet));
};

function nobodyTakes({ machine: { name } }: Namespace, [, next]: IpPacket): string {
  return next?.protocol === "udp"
    ? `Nothing on ${name} takes packets out of what comes to UDP port ${next.dst}.`
    : `${name} has no device that takes packets out of other IP packets.`;
}
