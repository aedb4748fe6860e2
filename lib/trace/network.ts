import type { RecordedMachine, Topology } from "../results/run-record.ts";
import { type Link, linkNamed, type Namespace } from "./namespace.ts";

/** All machines of a lab with what they hold, and how their devices are wired to each other. */
export interface Network {
  readonly segments: Topology["segments"];
  readonly sites: readonly Site[];
}

/** A machine of the lab with all namespaces in it, or why they are not known. */
export type Site = { readonly host: RecordedMachine } & (
  | { readonly status: "read"; readonly own: Namespace; readonly workloads: readonly Namespace[] }
  | { readonly status: "unread"; readonly reason: string }
);

/** A device and the namespace that it is in. */
export interface Port {
  readonly namespace: Namespace;
  readonly link: Link;
}

/** The namespaces of one machine: its own first. */
const namespacesOf = (site: Site): readonly Namespace[] =>
  site.status === "read" ? [site.own, ...site.workloads] : [];

const portsOf = (namespace: Namespace): Port[] => namespace.links.map((link) => ({ namespace, link }));

/**
 * The other end of a veth pair. Numbers are counted in each namespace anew, so both ends have to name each
 * other; where several do, the one that owns `address` is meant.
 */
export function otherEnd(network: Network, { namespace, link }: Port, address: string): Port | null {
  if (typeof link.otherEnd === "string") {
    const found = linkNamed(namespace, link.otherEnd);
    return found && { namespace, link: found };
  }
  const ends = network.sites
    .map(namespacesOf)
    .filter((neighbours) => neighbours.includes(namespace))
    .flatMap((neighbours) => neighbours.filter((candidate) => candidate !== namespace))
    .flatMap(portsOf)
    .filter(
      ({ link: end }) => end.type === link.type && end.index === link.otherEnd && end.otherEnd === link.index,
    );
  return ends.find((end) => end.link.addresses.includes(address)) ?? ends[0] ?? null;
}

/** The ports of a bridge, each with what is plugged into it. */
export function pluggedInto(network: Network, { namespace, link }: Port): { port: Link; end: Port }[] {
  return namespace.links.flatMap((port) => {
    if (port.master !== link.name) return [];
    const end = otherEnd(network, { namespace, link: port }, "");
    return end === null ? [] : { port, end };
  });
}

/** The devices of all machines whose state is known, without those of workloads. */
export const machinePorts = ({ sites }: Network): Port[] =>
  sites.flatMap((site) => (site.status === "read" ? portsOf(site.own) : []));

/** The interfaces on a segment, of all machines whose state is known. */
export const portsOn = (network: Network, segment: string): Port[] =>
  machinePorts(network).filter(({ link }) => link.segment === segment);

/** The machine that the lab gave an address on a segment, whether its state is known or not. */
export const siteAt = (network: Network, segment: string, address: string): Site | null =>
  network.sites.find(({ host }) =>
    host.interfaces.some((port) => port.segment === segment && port.address === address),
  ) ?? null;
