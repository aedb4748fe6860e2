import { devices } from "../devices/devices.ts";
import type { Namespace } from "../namespace.ts";
import type { IpPacket } from "../packet.ts";
import { endOf, type StageHandler } from "./stage.ts";

/** A packet at its destination: the ping itself, or a tunnel's packet, out of which another one comes. */
export const delivering: StageHandler<"delivering"> = ({ namespace, packet }) => {
  if (packet[1]?.protocol === "icmp") return endOf(null);
  for (const { unwrap } of devices.values()) {
    const outcome = unwrap?.(namespace, packet) ?? null;
    if (outcome !== null) return outcome;
  }
  return endOf(nobodyTakes(namespace, packet));
};

function nobodyTakes({ machine: { name } }: Namespace, [, next]: IpPacket): string {
  return next?.protocol === "udp"
    ? `Nothing on ${name} takes packets out of what comes to UDP port ${next.dst}.`
    : `${name} has no device that takes packets out of other IP packets.`;
}
