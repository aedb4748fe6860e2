import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HostSpec, LabSpec, WorkloadRef, WorkloadSpec } from "../../model/lab-spec.ts";
import { Engine } from "../engine.ts";

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

export function hostOf({ lab }: ProbeContext, name: string): HostSpec {
  const host = lab.hosts.find((candidate) => candidate.name === name);
  if (!host) throw new Error(`lab ${lab.name} has no host "${name}"`);
  return host;
}

export function workloadOf(context: ProbeContext, { host, name }: WorkloadRef): WorkloadSpec {
  const workload = hostOf(context, host).workloads.find((candidate) => candidate.name === name);
  if (!workload) throw new Error(`host ${host} of lab ${context.lab.name} has no workload "${name}"`);
  return workload;
}

/** Docker arguments that run a command in a workload; behind "docker" they are the exact command line. */
export function inWorkload(
  context: ProbeContext,
  { host, name }: WorkloadRef,
  command: readonly string[],
): string[] {
  return Engine.inside(hostOf(context, host).container, command, name);
}

/** Keeps a probe's raw output in the run's folder; returns its name relative to run.json. */
export async function keep(
  { folder }: ProbeContext,
  file: string,
  content: string | Buffer,
): Promise<string> {
  await mkdir(join(folder, "raw"), { recursive: true });
  await writeFile(join(folder, "raw", file), content);
  return `raw/${file}`;
}
