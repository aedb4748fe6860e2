import { owns } from "../namespace.ts";
import { type Network, type Port, pluggedInto } from "../network.ts";
import { type Answer, type Answers, resolve } from "../resolve.ts";
import { endOf, nameOf, step } from "../stages/stage.ts";
import type { Device } from "./device.ts";

/** What a device does that carries frames: a packet gets an Ethernet header first, for the next hop's MAC address. */
export const inFrames = (answers: Answers): Pick<Device, "answers" | "sending"> => ({
  answers,
  sending: (stage, { network }) => {
    const { namespace, link, nextHop, packet } = stage;
    const resolution = resolve(network, stage, nextHop, answers);
    if (!resolution.found) {
      const { entry } = resolution;
      const reason = `Nobody on the link of ${nameOf(stage)} has the address ${nextHop}, so ARP gets no answer.`;
      const what = `The MAC address of ${nextHop} is asked for by ARP, in vain.`;
      return endOf(reason, step(namespace, link, { what, before: packet, after: packet, entry }));
    }
    const { mac, what, entry } = resolution;
    const frame = [{ protocol: "eth", src: link.mac, dst: mac }, ...packet] as const;
    return {
      hops: [step(namespace, link, { what, before: packet, after: frame, entry })],
      next: { at: "leaving", namespace, link, nextHop, frame },
    };
  },
});

/** A machine answers on a device for all its addresses, also for those of its other devices. */
export function ownerAmong(ports: readonly Port[], address: string): Answer | null {
  const owner = ports.find(({ namespace }) => owns(namespace, address));
  return owner === undefined ? null : { who: nameOf(owner), mac: owner.link.mac };
}

/** Who answers among those that are plugged into a bridge. */
export const onBridge = (network: Network, bridge: Port, address: string): Answer | null =>
  ownerAmong(
    pluggedInto(network, bridge).map(({ end }) => end),
    address,
  );
