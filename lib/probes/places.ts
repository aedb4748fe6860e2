import { type LabSpec, type MachineSpec, machinesOf, type WorkloadSpec } from "../model/lab-spec.ts";
import type { Bench, CommandLine, ExecOptions, Place } from "./bench.ts";

/** A host or router by itself. */
export const itself = (machine: string): Place => ({ name: machine, host: machine });

export function machineOf(lab: LabSpec, name: string): MachineSpec {
  const machine = machinesOf(lab).find((candidate) => candidate.name === name);
  if (!machine) throw new Error(`lab ${lab.name} has no host or router "${name}"`);
  return machine;
}

/** The address of a place: a workload's own, or a machine's first on the underlay. */
export function addressOf(lab: LabSpec, { host, name }: Place): string {
  if (name !== host) return workloadOf(lab, { host, name }).address;
  const [first] = machineOf(lab, host).interfaces;
  if (!first) throw new Error(`host ${host} is on no segment`);
  return first.address;
}

function workloadOf(lab: LabSpec, { host, name }: Place): WorkloadSpec {
  const workload = lab.hosts
    .find((candidate) => candidate.name === host)
    ?.workloads.find((candidate) => candidate.name === name);
  if (!workload) throw new Error(`host ${host} of lab ${lab.name} has no workload "${name}"`);
  return workload;
}

/** What a command prints that must succeed; rejects with how it ended otherwise. */
export async function outputOf(
  bench: Bench,
  at: Place,
  command: CommandLine,
  options?: ExecOptions,
): Promise<string> {
  const output = await bench.exec(at, command, options);
  if (output.exitCode !== 0) throw new Error(output.ending);
  return output.stdout;
}
