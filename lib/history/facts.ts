import { count, gibibytes, plural } from "../figures/format.ts";
import { impairedIn } from "../results/impaired.ts";
import type { RunRecord } from "../results/run-record.ts";
import { statesOf } from "../tables/states.ts";

/** What figures of a run may depend on beside chance, in words: `Kernel` -> `6.1.0-28-amd64`. What a run does not tell is not there. */
export type Facts = Readonly<Record<string, string>>;

/** What two runs do not share; null for what one does not tell. */
export interface Difference {
  readonly what: string;
  readonly a: string | null;
  readonly b: string | null;
}

export const differencesOf = (a: Facts, b: Facts): Difference[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((what) => a[what] !== b[what])
    .map((what) => ({ what, a: a[what] ?? null, b: b[what] ?? null }));

export function factsOf(run: RunRecord): Facts {
  const { environment, topology, mode } = run;
  return {
    Lab: run.name,
    "Kind of hosts": run.hostKind,
    Accelerator: environment.accelerator ?? "none",
    "User namespaces": environment.userNamespace,
    Kernel: environment.kernel,
    Engine: environment.engine,
    CPU: `${count(environment.cpus)} × ${environment.cpuModel}`,
    Memory: gibibytes(environment.memoryBytes),
    Underlay: environment.underlay,
    Mode: mode.name,
    "Workloads' MTU": plural(mode.mtu, "byte"),
    "Segments' MTU": topology.segments.map(({ name, mtu }) => `${name} ${count(mtu)}`).join(", "),
    Machines: topology.hosts.map(({ name }) => name).join(", "),
    Impairments: impairedIn(topology).join(", ") || "none",
    Probes: run.only === null ? "all of the lab's" : `only ${run.only.join(", ")}`,
    ...named("Image", Object.entries(environment.images)),
    ...programs(run),
  };
}

/** The programs in the lab's machines and their own kernels, by what a snapshot recorded. */
function programs(run: RunRecord): Facts {
  const machines = statesOf(run).flatMap((state) => (state.status === "ok" ? [state] : []));
  const versions = machines.flatMap(({ kernel, versions }) => [
    ["kernel in machines", kernel] as const,
    ...Object.entries(versions),
  ]);
  const names = [...new Set(versions.map(([name]) => name))];
  return named(
    "Program",
    names.map((name) => {
      const own = versions.flatMap(([each, version]) => (each === name ? version : []));
      return [name, [...new Set(own)].sort().join(" and ")] as const;
    }),
  );
}

const named = (kind: string, entries: readonly (readonly [string, string])[]): Facts =>
  Object.fromEntries(entries.map(([name, value]) => [`${kind} ${name}`, value]));
