import { z } from "zod";
import { type MachineSpec, machinesOf, type SnapshotSpec } from "../../model/lab-spec.ts";
import { readSessions } from "../../probes/bgp-session.ts";
import { type HostState, hostState } from "../../probes/host-state.ts";
import type { SnapshotResult } from "../../probes/results.ts";
import { Engine } from "../engine.ts";
import { keep, type ProbeContext } from "./context.ts";
import type { Outcome } from "./outcome.ts";

/** Seconds for a machine to tell its state: one that is emulated, on a busy machine, takes long for its dozens of programs. */
const snapshotLimit = 60;

export async function runSnapshot(
  spec: SnapshotSpec,
  context: ProbeContext,
): Promise<Outcome<SnapshotResult>> {
  context.progress(
    `${spec.name}: routes, links, FDB, neighbours and leases of ${machinesOf(context.lab).length} machines`,
  );
  const hosts = await Promise.all(machinesOf(context.lab).map((host) => stateOf(spec, host, context)));
  const reason = complaint(hosts);
  return { kind: "snapshot", status: reason === null ? "passed" : "failed", reason, hosts };
}

function complaint(hosts: readonly HostState[]): string | null {
  if (hosts.length === 0) return "the lab has no machine whose state there is";
  const lost = hosts.filter((host) => host.status === "failed");
  return lost[0]
    ? `${lost.length} of ${hosts.length} machines gave no state; ${lost[0].host}: ${lost[0].reason}`
    : null;
}

async function stateOf(spec: SnapshotSpec, host: MachineSpec, context: ProbeContext): Promise<HostState> {
  try {
    const text = await context.engine.run(Engine.inside(host.container, ["underlay-state"]), {
      limit: snapshotLimit,
      signal: context.signal,
    });
    await keep(context, `${spec.name}-${host.name}.json`, text);
    const { bgp, ...state } = JSON.parse(text);
    return hostState.parse({
      host: host.name,
      status: "ok",
      ...state,
      bgp: bgp === null ? null : readSessions(bgp),
    });
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return { host: host.name, status: "failed", reason };
  }
}
