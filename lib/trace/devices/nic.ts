import { type Port, portsOn, siteAt } from "../network.ts";
import { endOf, type Outcome, type StageHandler } from "../stages/stage.ts";
import type { Device } from "./device.ts";
import { inFrames, ownerAmong } from "./frames.ts";

const segmentOf = ({ link }: Pick<Port, "link">): string => link.segment ?? "";

/** A frame goes to the machine that has its destination's MAC address. */
const overSegment: StageHandler<"leaving"> = (stage, { network }) => {
  const { nextHop, frame } = stage;
  const [{ dst: mac }] = frame;
  const segment = segmentOf(stage);
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

/** An interface on a segment of the underlay, whatever it is made of. */
export const nic: Device<"nic"> = {
  type: "nic",
  label: "underlay",
  isTunnel: false,
  ...inFrames((network, port, address) => {
    const owner = ownerAmong(portsOn(network, segmentOf(port)), address);
    if (owner !== null) return owner;
    const site = siteAt(network, segmentOf(port), address);
    return site?.status === "unread" ? { who: site.host.name, mac: null, isUp: true } : null;
  }),
  leaving: overSegment,
};
