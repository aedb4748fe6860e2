import type { CaptureSite } from "../../model/capture-site.ts";
import type { Installation } from "../../model/installation.ts";
import type { LabSpec, WorkloadRef } from "../../model/lab-spec.ts";
import { machineOf } from "../../probes/places.ts";
import { type LiveCapture, type LivePlan, startLive } from "../bench/live-capture.ts";
import { type LiveTopology, liveTopology } from "../bench/live-topology.ts";
import { Engine } from "../engine/engine.ts";
import { type EngineTerminal, openTerminal, type TerminalSize } from "../engine/terminal.ts";
import { SharedSlots } from "./slots.ts";

/** What pages do with a lab that is up. Tests have one without an engine. */
export interface Labs {
  terminal(
    lab: LabSpec,
    at: WorkloadRef,
    command: readonly string[],
    size: TerminalSize,
  ): Promise<EngineTerminal>;
  /** Runs a command to its end, whatever that is. */
  run(lab: LabSpec, at: WorkloadRef, command: readonly string[]): Promise<void>;
  look(lab: LabSpec, signal: AbortSignal): Promise<LiveTopology>;
  capture(lab: LabSpec, site: CaptureSite, plan: LivePlan): Promise<LiveCapture>;
}

/** Commands that are run at the same time, in all labs and in one: each takes a process of 30 MB. */
const atOnce = { all: 8, lab: 2 } as const;

/** Those on the engine that set-up found. */
export function labsOn(installation: Installation): Labs {
  const engine = new Engine(installation);
  const slots = new SharedSlots(atOnce.all, atOnce.lab);
  const reach = (lab: LabSpec, { host, name }: WorkloadRef) => ({
    container: machineOf(lab, host).container,
    workload: name === host ? undefined : name,
  });
  return {
    terminal(lab, at, command, size) {
      const { container, workload } = reach(lab, at);
      return openTerminal(engine, container, command, workload, size);
    },
    async run(lab, at, command) {
      const { container, workload } = reach(lab, at);
      await slots.run(lab.name, () =>
        engine.start(Engine.inside(container, command, workload), { limit: 20 }),
      );
    },
    look: (lab, signal) => liveTopology({ lab, installation, progress: () => undefined, signal }),
    capture: (lab, site, plan) =>
      startLive({ lab, engine, probeImage: installation.images.probe }, site, plan),
  };
}
