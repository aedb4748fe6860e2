import type { SnapshotSpec } from "../model/lab-spec.ts";

/** Records routes, links, FDB, neighbours, leases and versions of every host. */
export function snapshot({ name = "state" }: { readonly name?: string } = {}): SnapshotSpec {
  return { kind: "snapshot", name };
}
