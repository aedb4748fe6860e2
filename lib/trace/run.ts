import type { RunRecord } from "../results/run-record.ts";
import { statesOf } from "../tables/states.ts";
import { endNamed } from "./ends.ts";
import type { Trace } from "./trace.ts";
import { type TraceInput, trace } from "./walk.ts";

/** What a run holds of what a trace needs; null for a run without a snapshot of the machines' state. */
export function traceInput(run: RunRecord): TraceInput | null {
  const states = statesOf(run);
  const captures = run.probes.flatMap((probe) => (probe.kind === "tcpdump" ? probe : []));
  return states.length === 0 ? null : { topology: run.topology, states, captures };
}

/** The ends between which the run's probes sent packets: first those that were captured. Each pair once. */
function probedPairs({ topology, probes }: RunRecord): { readonly from: string; readonly to: string }[] {
  const captured = probes.flatMap((probe) => (probe.kind === "tcpdump" ? probe : []));
  const pinged = probes.flatMap((probe) => (probe.kind === "ping" ? probe : []));
  const pairs = new Map(
    [...captured, ...pinged]
      .filter(({ from, to }) => endNamed(topology, from) !== null && endNamed(topology, to) !== null)
      .map(({ from, to }) => [JSON.stringify([from, to]), { from, to }]),
  );
  return [...pairs.values()];
}

/** The way of a packet for each pair of ends that the run's probes used. */
export function tracesOf(run: RunRecord): Trace[] {
  const input = traceInput(run);
  return input === null ? [] : probedPairs(run).map(({ from, to }) => trace(input, from, to));
}
