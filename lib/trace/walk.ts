import type { HostState } from "../probes/host-state.ts";
import type { Topology } from "../results/run-record.ts";
import { deviceOf } from "./devices/devices.ts";
import { endNamed, firstStage } from "./ends.ts";
import { withEvidence } from "./evidence/evidence.ts";
import { networkOf } from "./sites.ts";
import { arriving } from "./stages/arriving.ts";
import { bridging } from "./stages/bridging.ts";
import { delivering } from "./stages/delivering.ts";
import { routing } from "./stages/routing.ts";
import {
  type Capture,
  type Context,
  endDown,
  type Outcome,
  type Stage,
  type StageHandler,
} from "./stages/stage.ts";
import type { Trace } from "./trace.ts";

/** What a trace is derived from: what the lab is, what its machines held, and what was captured. */
export interface TraceInput {
  readonly topology: Topology;
  readonly states: readonly HostState[];
  readonly captures: readonly Capture[];
}

/**
 * Follows one ICMP echo request between two workloads (or machines) of a lab. Every step is decided by the
 * tables of the machine that the packet is in; which mode the lab has is never asked. What is in no table is
 * not taken into account: packet filters, MTUs, queues.
 */
export function trace({ topology, states, captures }: TraceInput, from: string, to: string): Trace {
  const [sender, receiver] = [endNamed(topology, from), endNamed(topology, to)];
  const ends = {
    from: { name: from, address: sender?.address ?? null },
    to: { name: to, address: receiver?.address ?? null },
  };
  if (sender === null || receiver === null) {
    const unknown = sender === null ? from : to;
    return { ...ends, hops: [], end: `The lab has no workload and no machine called ${unknown}.` };
  }
  const context = { network: networkOf(topology, states), captures };
  const { hops, end } = walk(firstStage(context.network, sender, receiver), context);
  return { ...ends, hops: withEvidence(hops, context), end };
}

function walk(
  first: Stage,
  context: Context,
): { readonly hops: Outcome["hops"]; readonly end: string | null } {
  const hops: Outcome["hops"][number][] = [];
  const visited = new Set<string>();
  let stage = first;
  while (stage.at !== "end") {
    if (stage.at === "routing" || stage.at === "bridging") {
      const visit = signature(stage);
      if (visited.has(visit)) return { hops, end: goesRound(stage) };
      visited.add(visit);
    }
    const handle = handlers[stage.at] as StageHandler<keyof typeof handlers>;
    const outcome = "link" in stage && !stage.link.up ? endDown(stage) : handle(stage, context);
    hops.push(...outcome.hops);
    stage = outcome.next;
  }
  return { hops, end: stage.reason };
}

/** One for each kind of stage: a new kind does not compile until it has one here. */
const handlers: { readonly [At in Exclude<Stage["at"], "end">]: StageHandler<At> } = {
  routing,
  sending: (stage, context) => deviceOf(stage.link).sending(stage, context),
  bridging,
  leaving: (stage, context) => deviceOf(stage.link).leaving(stage, context),
  arriving,
  delivering,
};

/** The stages that look a destination up: every loop passes one of them again and again. */
type Deciding = Extract<Stage, { at: "routing" | "bridging" }>;

/**
 * What such a stage decides by. The tables are the same at every visit, so a packet that comes with the same signature again
 * goes in a loop.
 */
function signature(stage: Deciding): string {
  const { kind, name } = stage.namespace.machine;
  const headers = stage.at === "routing" ? stage.packet : stage.frame;
  const table = stage.at === "routing" ? "routes" : stage.link.name;
  return [kind, name, table, headers[0].dst, ...headers.map(({ protocol }) => protocol)].join(" ");
}

const goesRound = ({ namespace: { machine } }: Deciding): string =>
  `The packet is back at ${machine.name}, as it was there before but for its TTL: it goes round until that is used up.`;
