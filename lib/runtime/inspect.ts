import { z } from "zod";
import type { Installation } from "../model/installation.ts";
import type { HostSpec, LabSpec } from "../model/lab-spec.ts";
import { Engine } from "./engine.ts";

const gates = z.object({
  ready: z.boolean(),
  gates: z.array(
    z.object({ gate: z.string(), state: z.enum(["pass", "fail", "waiting"]), detail: z.string() }),
  ),
});

/** A host as it is now: `gates` is null where the host does not run or does not answer. */
export interface HostView {
  readonly host: string;
  readonly kind: string;
  readonly container: string;
  readonly addresses: readonly string[];
  readonly workloadSubnet: string;
  readonly workloads: HostSpec["workloads"];
  readonly ready: boolean;
  readonly reason: string | null;
  readonly gates: z.infer<typeof gates>["gates"] | null;
}

/** Hosts, addresses, gates and workloads of a deployed lab. */
export async function inspect(lab: LabSpec, installation: Installation): Promise<HostView[]> {
  const engine = new Engine(installation);
  return Promise.all(lab.hosts.map((host) => view(engine, host)));
}

async function view(engine: Engine, host: HostSpec): Promise<HostView> {
  const output = await engine.start(Engine.inside(host.container, ["underlay-ready"]), { limit: 10 });
  const parsed = gates.safeParse(tryJson(output.stdout));
  return {
    host: host.name,
    kind: host.kind,
    container: host.container,
    addresses: host.interfaces.map(({ address, prefixLength }) => `${address}/${prefixLength}`),
    workloadSubnet: host.workloadSubnet,
    workloads: host.workloads,
    ready: parsed.success && parsed.data.ready,
    reason: parsed.success ? failing(parsed.data) : output.stderr.trim() || "the host does not answer",
    gates: parsed.success ? parsed.data.gates : null,
  };
}

function failing({ gates: all }: z.infer<typeof gates>): string | null {
  const gate = all.find(({ state }) => state === "fail");
  return gate ? `${gate.gate}: ${gate.detail}` : null;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
