import { type Port, pluggedInto } from "../network.ts";
import type { Frame } from "../packet.ts";
import { type Context, endOf, entryOf, nameOf, type Outcome, type StageHandler, step } from "./stage.ts";

/** A bridge gives a frame to its own IP stack, or to the port behind which the MAC address was learnt. */
export const bridging: StageHandler<"bridging"> = (stage, context) => {
  const { namespace, link, nextHop, frame } = stage;
  const [{ dst: mac }, ...packet] = frame;
  const entry = namespace.fdb.find(
    (candidate) =>
      candidate.mac === mac && (candidate.device === link.name || candidate.master === link.name),
  );
  const entryShown = entry ? entryOf(namespace, "fdb", entry.text) : null;
  if (mac === link.mac) {
    const what = `The MAC address is that of ${link.name} itself: the packet goes up to IP.`;
    return {
      hops: [step(namespace, link, { what, before: frame, after: packet, entry: entryShown })],
      next: { at: "routing", namespace, packet, origin: "forwarded" },
    };
  }
  if (entry === undefined) return flooded(stage, nextHop, frame, context);
  const what = `The MAC address is behind the port ${entry.device}.`;
  return throughPort(stage, entry.device, nextHop, frame, [
    step(namespace, link, { what, before: frame, after: frame, entry: entryShown }),
  ]);
};

/** An address that was not learnt, or forgotten: the frame goes to every port, and one device takes it. */
function flooded(bridge: Port, nextHop: string, frame: Frame, { network }: Context): Outcome {
  const [{ dst: mac }] = frame;
  const plugged = pluggedInto(network, bridge);
  const taker =
    plugged.find(({ end }) => mac !== null && end.link.mac === mac) ??
    plugged.find(({ end }) => end.link.addresses.includes(nextHop));
  if (taker === undefined) return endOf(`Nothing on ${nameOf(bridge)} has the MAC address ${mac}.`);
  const what = `The MAC address is in no table, so the frame goes to every port; ${nameOf(taker.end)} takes it.`;
  return throughPort(bridge, taker.port.name, nextHop, frame, [
    step(bridge.namespace, bridge.link, { what, before: frame, after: frame }),
  ]);
}

function throughPort(
  { namespace, link: bridge }: Port,
  name: string,
  nextHop: string,
  frame: Frame,
  hops: Outcome["hops"],
): Outcome {
  const port = namespace.links.find((link) => link.name === name);
  if (port === undefined) return endOf(`The state has no device ${name}, a port of ${bridge.name}.`, ...hops);
  const what = `Leaves ${bridge.name} by its port ${name}.`;
  return {
    hops: [...hops, step(namespace, port, { what, before: frame, after: frame })],
    next: { at: "leaving", namespace, link: port, nextHop, frame },
  };
}
