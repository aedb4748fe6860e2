import type { ReadState } from "../results/host-state.ts";
import type { RunRecord } from "../results/run-record.ts";
import { type Evidence, together } from "./claim.ts";

export type Host = RunRecord["topology"]["hosts"][number];

/** The machines of a run that have workloads; routers have none. */
export const hostsOf = ({ topology }: RunRecord): Host[] =>
  topology.hosts.filter(({ kind }) => kind !== "router");

/** The host that this is, or that has a workload of this name. */
export const hostOf = (run: RunRecord, name: string): Host | undefined =>
  run.topology.hosts.find(
    (host) => host.name === name || host.workloads.some((workload) => workload.name === name),
  );

/** The other hosts: those that share a segment with this one, and those behind a router. */
export function peersOf(run: RunRecord, host: Host): { neighbours: Host[]; strangers: Host[] } {
  const segments = host.interfaces.map(({ segment }) => segment);
  const near = ({ interfaces }: Host) => interfaces.some(({ segment }) => segments.includes(segment));
  const others = hostsOf(run).filter(({ name }) => name !== host.name);
  return { neighbours: others.filter(near), strangers: others.filter((other) => !near(other)) };
}

/** A host's state as the run's snapshot read it, or why there is none. */
export function stateOf(run: RunRecord, host: string): ReadState | string {
  const states = run.probes
    .flatMap((probe) => (probe.kind === "snapshot" ? probe.hosts : []))
    .filter((state) => state.host === host);
  const read = states.find((state) => state.status === "ok");
  if (read) return read;
  const [failed] = states;
  return failed?.status === "failed" ? `no state: ${failed.reason}` : "no snapshot has its state";
}

/** A command line for the run's lab while it is deployed; in words, or as one line without quotes. */
export const exec = ({ name }: RunRecord, where: string, command: string | readonly string[]): string[] => [
  ...["npx", "underlay", "exec", name, where, "--"],
  ...(typeof command === "string" ? command.split(" ") : command),
];

/** What was found in one place. */
export interface Sight extends Omit<Evidence, "what"> {
  readonly where: string;
}

/** One fact about several places: it holds if it holds in every one, and there is one. */
export function everywhere(what: string, sights: readonly Sight[], nowhere: string): Evidence {
  const verdict = together(sights.map((sight) => sight.verdict));
  const decisive = sights.find((sight) => sight.verdict === verdict);
  if (!decisive) return { what, shows: nowhere, verdict: "unknown", command: null };
  // Places where the same was found share a part of the line.
  const findings = [...new Set(sights.map(({ shows }) => shows))].map((shows) => {
    const places = sights.filter((sight) => sight.shows === shows).map(({ where }) => where);
    return `${shows} (${places.join(", ")})`;
  });
  return { what, shows: findings.join("; "), verdict, command: decisive.command };
}

/** What a look at a host found; with a command of its own if another one shows it better. */
export type Look = Pick<Evidence, "shows" | "verdict"> & Partial<Pick<Evidence, "command">>;

/** One fact about every host, from its state. `command` is what shows it in the host. */
export function onEveryHost(
  run: RunRecord,
  what: string,
  command: string | readonly string[],
  look: (state: ReadState, host: Host) => Look,
): Evidence {
  const sights = hostsOf(run).map((host): Sight => {
    const state = stateOf(run, host.name);
    const seen = typeof state === "string" ? unknown(state) : look(state, host);
    return { where: host.name, command: exec(run, host.name, command), ...seen };
  });
  return everywhere(what, sights, "the run names no host");
}

export const unknown = (reason: string) => ({ shows: reason, verdict: "unknown" }) as const;
