import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Installation } from "../../model/installation.ts";
import { type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import { runProbe } from "../../probes/run.ts";
import { snapshot } from "../../probes/snapshot.ts";
import type { Drawn, Remark } from "../../report/topology/drawn.ts";
import { Engine } from "../engine/engine.ts";
import { inspect, type MachineView } from "../labs/inspect.ts";
import { readTopology } from "../labs/topology.ts";
import { absence } from "./absence.ts";
import { benchOf } from "./bench.ts";
import type { BenchContext } from "./context.ts";

export interface LiveTopologyOptions extends Pick<BenchContext, "progress" | "signal"> {
  readonly lab: LabSpec;
  readonly installation: Installation;
}

/** What is drawn of a lab as it is now, and what its machines say of themselves. */
export interface LiveTopology extends Drawn {
  readonly machines: readonly MachineView[];
}

/** A deployed lab as it is now: which machines are up and what each lacks, with their devices and impairments. */
export async function liveTopology({
  lab,
  installation,
  ...rest
}: LiveTopologyOptions): Promise<LiveTopology> {
  const engine = new Engine(installation);
  const folder = await mkdtemp(join(tmpdir(), "underlay-graph-"));
  try {
    const bench = benchOf({ ...rest, lab, engine, probeImage: installation.images.probe, folder });
    const [topology, state, { hosts }, absences] = await Promise.all([
      readTopology(engine, lab),
      runProbe(snapshot(), bench),
      inspect(lab, installation),
      Promise.all(machinesOf(lab).map((machine) => absence(machine, { lab, engine }))),
    ]);
    const remarks = hosts.map((view, number) => [view.host, remark(view, absences[number] ?? null)] as const);
    return { topology, probes: [state], remarks: new Map(remarks), machines: hosts };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of a machine that does not run, why; of another, the gate that fails. */
export function remark({ ready, reason }: MachineView, absent: string | null): Remark {
  if (absent !== null) return { text: absent.replace(/^\S+ (.*?)[.:] .*$/, "$1"), fault: true };
  return ready ? { text: "ready", fault: false } : { text: reason ?? "not ready yet", fault: true };
}
