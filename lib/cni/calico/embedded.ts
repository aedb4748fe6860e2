import { type IPPool, ofKind, type Resource, type Resources } from "./resources/resources.ts";

/**
 * What Calico does by these resources and the BIRD configuration of bird.ts doesn't, in whole sentences: better
 * refused than left out in silence.
 */
export function unsupported(resources: Resources): string[] {
  return [
    ...ofKind(resources, "IPPool").flatMap(tunnels),
    ...ofKind(resources, "BGPPeer").flatMap((peer) =>
      (peer.spec.filters ?? []).length > 0
        ? `${title(peer)} has BGPFilters, which the embedded engine does not apply. Remove its filters.`
        : [],
    ),
  ];
}

const tunnels = (pool: IPPool): string[] =>
  (["ipipMode", "vxlanMode"] as const).flatMap((field) =>
    pool.spec[field] === "Never"
      ? []
      : `${title(pool)} has the ${field} ${pool.spec[field]}, but the embedded engine makes no tunnels. Use Never.`,
  );

const title = ({ kind, metadata }: Resource): string => `${kind} "${metadata.name}"`;
