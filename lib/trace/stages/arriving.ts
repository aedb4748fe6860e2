import { linkNamed, owns } from "../namespace.ts";
import { endOf, nameOf, type StageHandler, step } from "./stage.ts";

/** A device gives a frame to the bridge whose port it is, or takes the packet out of it. */
export const arriving: StageHandler<"arriving"> = (stage) => {
  const { namespace, link, frame } = stage;
  const [{ dst: mac }, ...packet] = frame;
  const bridge = link.master === null ? null : linkNamed(namespace, link.master);
  if (bridge !== null) {
    const what = `Comes out of ${link.name}, a port of ${bridge.name}.`;
    return {
      hops: [step(namespace, link, { what, before: frame, after: frame })],
      next: { at: "bridging", namespace, link: bridge, nextHop: frame[1].dst, frame },
    };
  }
  if (mac !== null && link.mac !== null && mac !== link.mac)
    return endOf(`${nameOf(stage)} has another MAC address than ${mac}, so it ignores the frame.`);
  const { dst } = packet[0];
  const mine = owns(namespace, dst)
    ? `${dst} is an address of ${namespace.machine.name}.`
    : "The packet goes up to IP.";
  const what = `The MAC address is that of ${link.name}. ${mine}`;
  return {
    hops: [step(namespace, link, { what, before: frame, after: packet })],
    next: { at: "routing", namespace, packet, origin: "forwarded" },
  };
};
