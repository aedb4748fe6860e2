import { affinityOf, nodeOf } from "../common.ts";
import type { CalicoHost } from "../mode.ts";
import { blockOf, defaultPool } from "../options.ts";
import { configurationOf, type IPPool, poolsInUse, type Resources } from "../resources/resources.ts";
import type { Declared } from "./read.ts";

type OfKind<Kind extends Declared["kind"]> = Extract<Declared, { kind: Kind }>;

export const declaredOf = <Kind extends Declared["kind"]>(
  all: readonly Declared[],
  kind: Kind,
): OfKind<Kind>[] => all.filter((each): each is OfKind<Kind> => each.kind === kind);

/** The pool of the workloads' addresses: the first in use, or the one that a mode has by default. */
export const poolOfManifests = (declared: readonly Declared[]): IPPool =>
  poolsInUse(declaredOf(declared, "IPPool"))[0] ?? defaultPool;

/** What manifests leave to the lab and to Calico's defaults: every host is a Node, with its addresses and its first block. */
export function complete(declared: readonly Declared[], hosts: readonly CalicoHost[]): Resources {
  const pool = poolOfManifests(declared);
  const pools = declaredOf(declared, "IPPool");
  const nodes = declaredOf(declared, "Node");
  return [
    ...(pools.includes(pool as OfKind<"IPPool">) ? [] : [pool]),
    ...pools,
    {
      kind: "BGPConfiguration",
      metadata: { name: "default" },
      spec: configurationOf(declaredOf(declared, "BGPConfiguration")),
    },
    ...hosts.map((host) => {
      const own = nodes.find(({ metadata }) => metadata.name === host.name);
      return nodeOf(host, pool, {
        labels: own?.metadata.labels,
        asNumber: own?.spec.bgp.asNumber,
        clusterId: own?.spec.bgp.routeReflectorClusterID,
      });
    }),
    ...hosts.map((host) => affinityOf(host.name, blockOf(pool, host.number))),
    ...declaredOf(declared, "BGPPeer"),
    ...declaredOf(declared, "BGPFilter"),
  ];
}
