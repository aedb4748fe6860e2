import { hasAddress, prefixLengthOf } from "../model/cidr.ts";
import type { ReadState } from "../probes/host-state.ts";
import { lookUp } from "../tables/routes.ts";
import type { Namespace } from "./namespace.ts";
import type { Header, IpPacket, Packet } from "./packet.ts";
import { entryOf } from "./stages/stage.ts";
import type { Entry } from "./trace.ts";

/** What Linux gives to packets of its own (net.ipv4.ip_default_ttl). */
export const defaultTtl = 64;

/** The outer packet of a tunnel; where the device fixes no source, routing chooses it. */
export function wrap(
  namespace: Namespace,
  outer: { readonly src: string | null; readonly dst: string; readonly ttl: number },
  headers: readonly Header[],
  inner: Packet,
): IpPacket {
  const { dst, ttl } = outer;
  const src = outer.src ?? sourceTowards(namespace, dst);
  return [{ protocol: "ip", src, dst, ttl }, ...headers, ...inner];
}

/** The address that a packet of the namespace's own carries: that of the route, or of the device it names. */
export function sourceTowards({ routes, links }: Namespace, dst: string): string {
  const route = lookUp(routes, dst);
  const link = links.find(({ name }) => name === route?.nextHops[0]?.device);
  return route?.source ?? link?.addresses[0] ?? "0.0.0.0";
}

/** The host that a lease names for an address, and the lease in words. */
export function leaseFor(
  namespace: Namespace,
  address: string,
): { readonly host: string; readonly subnet: string; readonly entry: Entry } | null {
  const [lease] = (namespace.leases ?? [])
    .filter(({ subnet }) => hasAddress(subnet, address))
    .sort((a, b) => prefixLengthOf(b.subnet) - prefixLengthOf(a.subnet));
  if (lease === undefined) return null;
  return { host: lease.publicIp, subnet: lease.subnet, entry: entryOf(namespace, "lease", says(lease)) };
}

/** Why there is no lease for an address: unknown where the datastore did not answer. */
export const noLease = (namespace: Namespace, address: string): string =>
  namespace.leases === null
    ? `Which host has ${address} is not known: the lab's datastore did not answer ${namespace.machine.name}.`
    : `No lease that ${namespace.machine.name} knows of has ${address}.`;

const says = ({ subnet, publicIp }: NonNullable<ReadState["leases"]>[number]): string =>
  `${subnet} PublicIP ${publicIp}`;
