import { z } from "zod";
import type { HostSpec, SnapshotSpec } from "../../model/lab-spec.ts";
import { type HostState, hostState, type SnapshotResult } from "../../results/run-record.ts";
import { Engine } from "../engine.ts";
import { keep, type ProbeContext } from "./context.ts";
import type { Outcome } from "./outcome.ts";

export async function runSnapshot(
  spec: SnapshotSpec,
  context: ProbeContext,
): Promise<Outcome<SnapshotResult>> {
  context.progress(
    `${spec.name}: routes, links, FDB, neighbours and leases of ${context.lab.hosts.length} hosts`,
  );
  const hosts = await Promise.all(context.lab.hosts.map((host) => stateOf(spec, host, context)));
  const lost = hosts.filter((host) => host.status === "failed");
  return {
    kind: "snapshot",
    status: lost.length === 0 ? "passed" : "failed",
    reason: lost[0]
      ? `${lost.length} of ${hosts.length} hosts gave no state; ${lost[0].host}: ${lost[0].reason}`
      : null,
    hosts,
  };
}

async function stateOf(spec: SnapshotSpec, host: HostSpec, context: ProbeContext): Promise<HostState> {
  try {
    const text = await context.engine.run(Engine.inside(host.container, ["underlay-state"]), {
      limit: 20,
      signal: context.signal,
    });
    await keep(context, `${spec.name}-${host.name}.json`, text);
    return hostState.parse({ host: host.name, status: "ok", ...JSON.parse(text) });
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return { host: host.name, status: "failed", reason };
  }
}
