import type { Installation } from "../../model/installation.ts";
import { type LabSpec, machinesOf, type ProbeSpec, type WorkloadRef } from "../../model/lab-spec.ts";
import { unknownName } from "../../model/names.ts";
import { resultsOf } from "../../probes/kinds.ts";
import { runProbe } from "../../probes/run.ts";
import { snapshot } from "../../probes/snapshot.ts";
import { tcpdump, tcpdumpKind } from "../../probes/tcpdump.ts";
import { statesOf } from "../../tables/states.ts";
import type { Trace } from "../../trace/trace.ts";
import { type TraceInput, trace } from "../../trace/walk.ts";
import { onPassingBench } from "../bench/passing.ts";
import { Engine } from "../engine/engine.ts";
import { withLabLocks } from "../labs/labs.ts";
import { readTopology } from "../labs/topology.ts";

export interface TraceOptions {
  readonly lab: LabSpec;
  readonly installation: Installation;
  readonly from: string;
  readonly to: string;
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * The way of a packet through a lab as it is now: sends a few echo requests, captures them on every segment
 * interface of the sender's host and of all routers, reads every machine's state, and follows the packet by that.
 * Throws when the lab has no such ends, or is being worked on: it sends and captures as probes do.
 */
export async function traceNow(options: TraceOptions): Promise<Trace> {
  const { lab, from, to } = options;
  const ends = { from: requireEnd(lab, from), to: requireEnd(lab, to) };
  return withLabLocks([lab.name], "trace", () => follow(ends, options));
}

async function follow(ends: Ends, { lab, installation, from, to, ...rest }: TraceOptions): Promise<Trace> {
  const engine = new Engine(installation);
  const context = { ...rest, lab, engine, probeImage: installation.images.probe };
  return onPassingBench(context, async (bench) => {
    const probes = await Promise.all(captures(lab, ends).map((spec) => runProbe(spec, bench)));
    const captured = resultsOf(tcpdumpKind, probes);
    for (const { name, counts, reason } of captured)
      if (counts === null) bench.progress(`${name}: ${reason}`);
    const state = await runProbe(snapshot(), bench);
    const input: TraceInput = {
      topology: await readTopology(engine, lab),
      states: statesOf({ probes: [state] }),
      captures: captured,
    };
    return trace(input, from, to);
  });
}

interface Ends {
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
}

/** One capture for each interface that the packet may leave by, all at once; each sends its own few requests. */
function captures(lab: LabSpec, { from, to }: Ends): ProbeSpec[] {
  return machinesOf(lab)
    .filter(({ name, kind }) => name === from.host || kind === "router")
    .flatMap(({ name, interfaces }) =>
      interfaces.map(({ segment }) =>
        tcpdump({
          name: `trace-${name}-${segment}`,
          on: { name },
          segment: { name: segment },
          from,
          to,
          stream: false,
        }),
      ),
    );
}

function requireEnd(lab: LabSpec, name: string): WorkloadRef {
  const workloads = lab.hosts.flatMap((host) =>
    host.workloads.map((workload) => ({ name: workload.name, host: host.name })),
  );
  const ends = [...workloads, ...lab.hosts.map((host) => ({ name: host.name, host: host.name }))];
  const end = ends.find((candidate) => candidate.name === name);
  if (end) return end;
  throw new Error(unknownEnd(lab.name, name, lab.hosts));
}

interface Named {
  readonly name: string;
}

/** What is said of a name that no workload and no host of a lab has. */
export function unknownEnd(
  lab: string,
  name: string,
  hosts: readonly (Named & { readonly workloads: readonly Named[] })[],
): string {
  const known = [...hosts.flatMap(({ workloads }) => workloads), ...hosts].map((each) => each.name);
  return unknownName(`${lab} has no workload or host "${name}"`, name, known);
}
