import { wrapIpip } from "./ipip.ts";
import { toProgram } from "./program.ts";
import { resolve } from "./resolve.ts";
import { type DeviceHandler, type DeviceHandlers, endOf, nameOf, type StageHandler, step } from "./stage.ts";
import { wrapWireguard } from "./wireguard.ts";

/** Hands an IP packet to a device, which does what its kind does. */
export const sending: StageHandler<"sending"> = (stage, context) => {
  const { kind } = stage.link;
  return (devices[kind.type] as DeviceHandler<"sending">)(stage, context, kind);
};

/** Devices that carry frames get an Ethernet header first: for the MAC address of the next hop. */
const inFrame: StageHandler<"sending"> = (stage, { network }) => {
  const { namespace, link, nextHop, packet } = stage;
  const resolution = resolve(network, stage, nextHop);
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
};

const unknown: StageHandler<"sending"> = (stage) =>
  endOf(`What ${nameOf(stage)} does with packets is not known here.`);

const devices: DeviceHandlers<"sending"> = {
  nic: inFrame,
  veth: inFrame,
  bridge: inFrame,
  vxlan: inFrame,
  tun: toProgram,
  ipip: wrapIpip,
  wireguard: wrapWireguard,
  other: unknown,
};
