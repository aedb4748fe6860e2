import type { RunRecord } from "../results/run-record.ts";
import { traceInput } from "./run.ts";
import type { Trace } from "./trace.ts";
import { trace } from "./walk.ts";

/**
 * Where a ping of the run tells otherwise than the tables, as a sentence; null where it does not. Tables are read
 * at one moment, and not everything that stops a packet is in one.
 */
export function contradictionOf(run: RunRecord, there: Trace): string | null {
  const input = traceInput(run);
  const [from, to] = [there.from.name, there.to.name];
  const ping = run.probes.find(
    (probe) => probe.kind === "ping" && probe.from === from && probe.to === to && probe.received !== null,
  );
  if (input === null || ping?.kind !== "ping" || ping.received === null) return null;
  const back = trace(input, to, from);
  const answered = there.end === null && back.end === null;
  if (answered === ping.received > 0) return null;
  const counted = `ping got ${ping.received} of ${ping.transmitted ?? "?"} replies`;
  if (answered)
    return `But ${counted}: what stops the packet, or its reply, is in no table (a packet filter, a queue, an MTU).`;
  return `But ${counted}: the tables are of another moment, or something that leads on is in none of them.`;
}
