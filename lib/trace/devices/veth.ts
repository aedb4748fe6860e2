import { linkNamed } from "../namespace.ts";
import { otherEnd } from "../network.ts";
import { endOf, nameOf } from "../stages/stage.ts";
import type { Device } from "./device.ts";
import { answerOf, inFrames, onBridge } from "./frames.ts";

/** One end of a pair (veth(4)): what goes into it comes out of the other one. */
export const veth: Device<"veth"> = {
  type: "veth",
  label: "veth",
  isTunnel: false,
  /** The other end answers for others as well where it does proxy ARP, which no table tells. */
  ...inFrames((network, port, address) => {
    const end = otherEnd(network, port, address);
    if (end === null) return null;
    const { namespace, link } = end;
    const bridge = link.master === null ? null : linkNamed(namespace, link.master);
    if (bridge === null || !link.up) return answerOf(end);
    const beyond = { namespace, link: bridge };
    if (!bridge.up || bridge.addresses.includes(address)) return answerOf(beyond);
    return onBridge(network, beyond, address);
  }),
  leaving: (stage, { network }) => {
    const { nextHop, frame } = stage;
    const end = otherEnd(network, stage, nextHop);
    if (end === null) return endOf(`The other end of ${nameOf(stage)} is in no state of the lab.`);
    return { hops: [], next: { ...end, at: "arriving", frame } };
  },
};
