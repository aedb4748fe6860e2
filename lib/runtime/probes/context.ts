import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type LabSpec,
  type MachineSpec,
  machinesOf,
  type WorkloadRef,
  type WorkloadSpec,
} from "../../model/lab-spec.ts";
import { Engine } from "../engine.ts";
import { writeWhole } from "../files.ts";

/** What every probe is run with. */
export interface ProbeContext {
  readonly lab: LabSpec;
  readonly engine: Engine;
  /** The image that captures and decodes. */
  readonly probeImage: string;
  /** The run's folder, for raw files. */
  readonly folder: string;
  /** One line on what is going on. */
  readonly progress: (text: string) => void;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
}

export function machineOf({ lab }: ProbeContext, name: string): MachineSpec {
  const machine = machinesOf(lab).find((candidate) => candidate.name === name);
  if (!machine) throw new Error(`lab ${lab.name} has no host or router "${name}"`);
  return machine;
}

export function workloadOf(context: ProbeContext, { host, name }: WorkloadRef): WorkloadSpec {
  const workload = context.lab.hosts
    .find((candidate) => candidate.name === host)
    ?.workloads.find((candidate) => candidate.name === name);
  if (!workload) throw new Error(`host ${host} of lab ${context.lab.name} has no workload "${name}"`);
  return workload;
}

/** The address of a probe's end: a workload's own, or a host's first on the underlay. */
export function addressOf(context: ProbeContext, { host, name }: WorkloadRef): string {
  if (name !== host) return workloadOf(context, { host, name }).address;
  const [first] = machineOf(context, host).interfaces;
  if (!first) throw new Error(`host ${host} is on no segment`);
  return first.address;
}

/** Docker arguments that run a command in a workload, or in a host by itself; behind "docker" they are the exact command line. */
export function inEnd(
  context: ProbeContext,
  { host, name }: WorkloadRef,
  command: readonly string[],
): string[] {
  return Engine.inside(machineOf(context, host).container, command, name === host ? undefined : name);
}

/** Keeps a file that `write` makes in the run's raw folder, whole or not at all; returns its name relative to run.json. */
export async function keepFile(
  { folder }: Pick<ProbeContext, "folder">,
  file: string,
  write: (path: string) => Promise<unknown>,
): Promise<string> {
  await writeWhole(join(folder, "raw", file), async (path) => {
    await mkdir(join(folder, "raw"), { recursive: true });
    await write(path);
  });
  return `raw/${file}`;
}

/** Keeps a probe's raw output in the run's folder; returns its name relative to run.json. */
export async function keep(
  { folder }: ProbeContext,
  file: string,
  content: string | Buffer,
): Promise<string> {
  return keepFile({ folder }, file, (temporary) => writeFile(temporary, content));
}
