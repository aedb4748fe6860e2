import type { WorkloadRef } from "../model/lab-spec.ts";

/** Where a probe ends: a workload, or a host by itself. */
export type End = WorkloadRef | { readonly name: string };

/** Constructs are more than their names; a spec is plain data. */
export const ref = (end: End): WorkloadRef => ({ name: end.name, host: "host" in end ? end.host : end.name });
