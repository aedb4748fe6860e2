import type { HostState } from "../probes/host-state.ts";
import type { RunRecord } from "../results/run-record.ts";

/** The machines' states that a run's snapshots recorded, in their order. */
export const statesOf = ({ probes }: Pick<RunRecord, "probes">): HostState[] =>
  probes.flatMap((probe) => (probe.kind === "snapshot" ? probe.hosts : []));

/** A machine's state: of several the last that could be read. Undefined where no snapshot names the machine. */
export function stateAmong(states: readonly HostState[], machine: string): HostState | undefined {
  const own = states.filter(({ host }) => host === machine);
  return own.findLast(({ status }) => status === "ok") ?? own.at(-1);
}
