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
      const { entry, down } = resolution;
      const why =
        down === null
          ? `Nobody on the link of ${nameOf(stage)} has the address ${nextHop}`
          : `${down} is down`;
      const reason = `${why}, so ARP gets no answer.`;
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

/** What a device says that hears a question for an address of its machine's. */
export const answerOf = (port: Port): Answer => ({
  who: nameOf(port),
  mac: port.link.mac,
  isUp: port.link.up,
});

/** A machine answers on a device for all its addresses, also for those of its other devices. */
export function ownerAmong(ports: readonly Port[], address: string): Answer | null {
  const answers = ports.filter(({ namespace }) => owns(namespace, address)).map(answerOf);
  return answers.find(({ isUp }) => isUp) ?? answers[0] ?? null;
}

/** Who answers among those that are plugged into a bridge. A port that is down passes no question on. */
export function onBridge(network: Network, bridge: Port, address: string): Answer | null {
  const plug = pluggedInto(network, bridge).find(({ end }) => owns(end.namespace, address));
  if (plug === undefined) return null;
  return answerOf(plug.port.up ? plug.end : { ...bridge, link: plug.port });
}
