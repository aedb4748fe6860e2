import type { LinkKind } from "./links.ts";
import { owns } from "./namespace.ts";
import { type Network, otherEnd, type Port, pluggedInto, portsOn, siteAt, vteps } from "./network.ts";
import { entryOf, nameOf } from "./stage.ts";
import type { Entry } from "./trace.ts";

/** The MAC address that a next hop's frames go to. */
export type Resolution =
  /** `mac` is null when the machine that answers is known, but not its state. */
  | { readonly found: true; readonly mac: string | null; readonly entry: Entry | null; readonly what: string }
  | { readonly found: false; readonly entry: Entry | null };

/**
 * Looks into the neighbour table. Entries come and go with the traffic: where there is none, the kernel asks
 * by ARP, and whoever owns the address answers.
 */
export function resolve(network: Network, { namespace, link }: Port, address: string): Resolution {
  const neighbour = namespace.neighbours.find(
    (candidate) => candidate.address === address && candidate.device === link.name,
  );
  const entry = neighbour ? entryOf(namespace, "neighbour", neighbour.text) : null;
  if (neighbour?.mac)
    return { found: true, mac: neighbour.mac, entry, what: `The MAC address of ${address} is known.` };
  const answer = answering(network, { namespace, link }, address);
  if (answer === null) return { found: false, entry };
  return {
    found: true,
    mac: answer.mac,
    entry,
    what: `The MAC address of ${address} is not known yet: resolved by ARP, which ${answer.who} answers.`,
  };
}

interface Answer {
  readonly who: string;
  readonly mac: string | null;
}

function answering(network: Network, port: Port, address: string): Answer | null {
  const { kind } = port.link;
  return (answers[kind.type] as Ask<LinkKind["type"]>)(network, port, address, kind);
}

type Ask<Type extends LinkKind["type"]> = (
  network: Network,
  port: Port,
  address: string,
  kind: Extract<LinkKind, { type: Type }>,
) => Answer | null;

/** Who hears a question for an address, by what the asking device is. */
const answers: { readonly [Type in LinkKind["type"]]: Ask<Type> } = {
  nic: (network, _, address, { segment }) => {
    const owner = ownerAmong(portsOn(network, segment), address);
    const site = siteAt(network, segment, address);
    return owner ?? (site && { who: site.host.name, mac: null });
  },
  bridge: (network, port, address) => onBridge(network, port, address),
  vxlan: (network, _, address, { vni }) => ownerAmong(vteps(network, vni), address),
  /** The other end answers for others as well where it does proxy ARP, which no table tells. */
  veth: (network, port, address) => {
    const end = otherEnd(network, port, address);
    if (end === null) return null;
    const bridge = end.namespace.links.find(({ name }) => name === end.link.master);
    if (bridge === undefined) return { who: nameOf(end), mac: end.link.mac };
    const beyond = { namespace: end.namespace, link: bridge };
    if (bridge.addresses.includes(address)) return { who: nameOf(beyond), mac: bridge.mac };
    return onBridge(network, beyond, address);
  },
  tun: () => null,
  ipip: () => null,
  wireguard: () => null,
  other: () => null,
};

const onBridge = (network: Network, bridge: Port, address: string): Answer | null =>
  ownerAmong(
    pluggedInto(network, bridge).map(({ end }) => end),
    address,
  );

/** A machine answers on a device for all its addresses, also for those of its other devices. */
function ownerAmong(ports: readonly Port[], address: string): Answer | null {
  const owner = ports.find(({ namespace }) => owns(namespace, address));
  return owner === undefined ? null : { who: nameOf(owner), mac: owner.link.mac };
}
