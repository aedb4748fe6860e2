import { otherEnd, portsOn, siteAt } from "./network.ts";
import {
  type DeviceHandler,
  type DeviceHandlers,
  endOf,
  nameOf,
  type Outcome,
  type StageHandler,
} from "./stage.ts";
import { wrapVxlan } from "./vxlan.ts";

/** Takes a frame out of a device: to whatever is at its other side. */
export const leaving: StageHandler<"leaving"> = (stage, context) => {
  const { kind } = stage.link;
  return (devices[kind.type] as DeviceHandler<"leaving">)(stage, context, kind);
};

const overVeth: DeviceHandler<"leaving", "veth"> = (stage, { network }) => {
  const { nextHop, frame } = stage;
  const end = otherEnd(network, stage, nextHop);
  if (end === null) return endOf(`The other end of ${nameOf(stage)} is in no state of the lab.`);
  return { hops: [], next: { ...end, at: "arriving", frame } };
};

/** A frame goes to the machine that has its destination's MAC address. */
const overSegment: DeviceHandler<"leaving", "nic"> = ({ nextHop, frame }, { network }, { segment }) => {
  const [{ dst: mac }] = frame;
  const cidr = network.segments.find(({ name }) => name === segment)?.cidr ?? "";
  const crossing = (to: string): Outcome["hops"] => [
    {
      kind: "crossing",
      segment,
      cidr,
      what: `Crosses the segment ${segment}${to}.`,
      layers: frame.map((header) => ({ header, change: "kept" })),
    },
  ];
  const receiver = portsOn(network, segment).find((port) => mac !== null && port.link.mac === mac);
  if (receiver !== undefined)
    return {
      hops: crossing(` to ${receiver.namespace.machine.name}`),
      next: { ...receiver, at: "arriving", frame },
    };
  const site = siteAt(network, segment, nextHop);
  if (site?.status === "unread") return endOf(site.reason, ...crossing(` to ${site.host.name}`));
  return endOf(`No machine on ${segment} has the MAC address ${mac}.`, ...crossing(""));
};

const intoBridge: DeviceHandler<"leaving", "bridge"> = ({ namespace, link, nextHop, frame }) => ({
  hops: [],
  next: { at: "bridging", namespace, link, nextHop, frame },
});

/** These carry packets, not frames. */
const lost: StageHandler<"leaving"> = (stage) => endOf(`${nameOf(stage)} carries no Ethernet frames.`);

const devices: DeviceHandlers<"leaving"> = {
  nic: overSegment,
  veth: overVeth,
  bridge: intoBridge,
  vxlan: wrapVxlan,
  tun: lost,
  ipip: lost,
  wireguard: lost,
  other: lost,
};
