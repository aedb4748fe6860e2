import { ofKind, type Resource, type Resources } from "./resources/resources.ts";

/**
 * What Calico does by these resources and the BIRD configuration of bird.ts doesn't, in whole sentences: better
 * refused than left out in silence.
 */
export const unsupported = (resources: Resources): string[] =>
  ofKind(resources, "BGPPeer").flatMap((peer) =>
    (peer.spec.filters ?? []).length > 0
      ? `${title(peer)} has BGPFilters, which the embedded engine does not apply. Remove its filters.`
      : [],
  );

const title = ({ kind, metadata }: Resource): string => `${kind} "${metadata.name}"`;
