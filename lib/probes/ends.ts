import type { ProbeSpec, WorkloadRef } from "../model/lab-spec.ts";

/** Where a probe ends: a workload, or a host by itself. */
export type End = WorkloadRef | { readonly name: string };

/** A part of the lab, or its name. */
export type Named = string | { readonly name: string };

/** Lab files are not type-checked when they run: what has no name is complained about with all that is wrong, and not here. */
export const nameOf = (named: Named): string => (typeof named === "string" ? named : Object(named).name);

/** A construct is reduced to its names, because a spec is plain data. */
export const ref = (end: End): WorkloadRef => {
  const { name, host = name } = Object(end) as WorkloadRef;
  return { name, host };
};

/** A probe between two places. */
export interface Ends {
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
}

/** Ends of a probe that sends a load. */
export interface LoadEnds {
  /** The workload that sends. */
  readonly from: WorkloadRef;
  /** The workload that receives. */
  readonly to: WorkloadRef;
}

/** The names of both ends, as results have them. */
export const endNames = ({ from, to }: Ends): { from: string; to: string } => ({
  from: from.name,
  to: to.name,
});

/** The ends of a probe of any kind; null for one that has none. */
export const endsOf = (probe: ProbeSpec & Partial<Ends>): Ends | null =>
  probe.from && probe.to ? { from: probe.from, to: probe.to } : null;
