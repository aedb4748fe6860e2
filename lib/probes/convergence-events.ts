import type { HostAdded, ReflectorKilled, SessionDown, WorkloadAdded } from "../model/convergence.ts";
import { nameOf } from "./ends.ts";

/** What can happen to a lab while a convergence probe watches. */

interface Named {
  readonly name: string;
}

/** Ends the BGP session between two machines, be they hosts or routers; they set it up again by themselves. */
export const sessionDown = ({ host, peer }: { readonly host: Named; readonly peer: Named }): SessionDown => ({
  kind: "session-down",
  host: nameOf(host),
  peer: nameOf(peer),
});

/** Kills a host that others learn their routes from. It is started again when the probe ends. */
export const reflectorKilled = ({ host }: { readonly host: Named }): ReflectorKilled => ({
  kind: "reflector-killed",
  host: nameOf(host),
});

/** Starts a host that was stopped just before: a host that joins. */
export const hostAdded = ({ host }: { readonly host: Named }): HostAdded => ({
  kind: "host-added",
  host: nameOf(host),
});

export interface WorkloadAddedOptions {
  readonly host: Named;
  /** The workload's name. @default "newcomer" */
  readonly workload?: string;
}

/** Adds a workload to a host. It is removed when the probe ends. */
export const workloadAdded = ({ host, workload = "newcomer" }: WorkloadAddedOptions): WorkloadAdded => ({
  kind: "workload-added",
  host: nameOf(host),
  workload,
});
