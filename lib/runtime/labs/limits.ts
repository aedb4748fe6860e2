import type { Installation } from "../../model/installation.ts";
import { type LabSpec, type MachineSpec, machinesOf } from "../../model/lab-spec.ts";
import { Engine } from "../engine/engine.ts";

/**
 * Limits the processes and the processor time of each machine of a lab: kreuzwerker/docker has no word for the ones, and would replace a machine
 * for the other. The engine keeps limits over restarts.
 */
export async function limitMachines(lab: LabSpec, installation: Installation): Promise<void> {
  const engine = new Engine(installation);
  const limits = new Set(machinesOf(lab).map((machine) => limitsOf(machine).join(" ")));
  await Promise.all(
    [...limits].map((same) => {
      const machines = machinesOf(lab).filter((machine) => limitsOf(machine).join(" ") === same);
      return engine.run(["update", ...same.split(" "), ...machines.map(({ container }) => container)]);
    }),
  );
}

/** Microseconds in which the time is counted: the kernel's default. */
const period = 100_000;

/** A quota of -1 takes back one that there was. */
const limitsOf = ({ limits: { pids, cpus } }: MachineSpec): string[] => [
  ...["--pids-limit", String(pids)],
  ...["--cpu-period", String(period), "--cpu-quota", String(cpus === null ? -1 : cpus * period)],
];
