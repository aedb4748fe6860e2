import { areNeighbours } from "../../model/routing.ts";
import type { ReadState } from "../../probes/host-state.ts";
import type { RecordedMachine, RunRecord } from "../../results/run-record.ts";
import { stateAmong, statesOf } from "../../tables/states.ts";
import { type Evidence, together } from "../claim.ts";

/** The machines of a run that have workloads; routers have none. */
export const hostsOf = ({ topology }: RunRecord): RecordedMachine[] =>
  topology.hosts.filter(({ kind }) => kind !== "router");

/** The machines between segments. */
export const routersOf = ({ topology }: RunRecord): RecordedMachine[] =>
  topology.hosts.filter(({ kind }) => kind === "router");

/** True where a segment was impaired when the run began, or a machine did not say. */
export const isImpaired = ({ hosts }: RunRecord["topology"]): boolean =>
  hosts.some(({ interfaces }) =>
    interfaces.some(({ impairment }) => impairment === null || Object.keys(impairment).length > 0),
  );

/** The host that this is, or that has a workload of this name. */
export const hostOf = (run: RunRecord, name: string): RecordedMachine | undefined =>
  run.topology.hosts.find(
    (host) => host.name === name || host.workloads.some((workload) => workload.name === name),
  );

export const othersOf = (run: RunRecord, host: RecordedMachine): RecordedMachine[] =>
  hostsOf(run).filter(({ name }) => name !== host.name);

/** The other hosts: this one's neighbours, and those behind a router. */
export function peersOf(
  run: RunRecord,
  host: RecordedMachine,
): { neighbours: RecordedMachine[]; remote: RecordedMachine[] } {
  const others = othersOf(run, host);
  return {
    neighbours: others.filter((other) => areNeighbours(host, other)),
    remote: others.filter((other) => !areNeighbours(host, other)),
  };
}

/** A host's state as the run's snapshot read it, or why there is none. */
export function stateOf(run: RunRecord, host: string): ReadState | string {
  const state = stateAmong(statesOf(run), host);
  if (state === undefined) return "no snapshot has its state";
  return state.status === "failed" ? `no state: ${state.reason}` : state;
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
function everywhere(what: string, sights: readonly Sight[], nowhere: string): Evidence {
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

type LookAt = (state: ReadState, machine: RecordedMachine) => Look;

/** One fact about every host, from its state. `command` is what shows it in the host. */
export const onEveryHost = (
  run: RunRecord,
  what: string,
  command: string | readonly string[],
  look: LookAt,
): Evidence => onEach(run, hostsOf(run), { what, command, nowhere: "the run names no host" }, look);

/** The same about every router. */
export const onEveryRouter = (
  run: RunRecord,
  what: string,
  command: string | readonly string[],
  look: LookAt,
): Evidence => onEach(run, routersOf(run), { what, command, nowhere: "the run names no router" }, look);

interface About {
  readonly what: string;
  readonly command: string | readonly string[];
  /** What to say when there is no machine to look at. */
  readonly nowhere: string;
}

/** The same about machines that were chosen. */
export function onEach(
  run: RunRecord,
  machines: readonly RecordedMachine[],
  { what, command, nowhere }: About,
  look: LookAt,
): Evidence {
  const sights = machines.map((machine): Sight => {
    const state = stateOf(run, machine.name);
    const seen = typeof state === "string" ? unknown(state) : look(state, machine);
    return { where: machine.name, command: exec(run, machine.name, command), ...seen };
  });
  return everywhere(what, sights, nowhere);
}

export const unknown = (reason: string) => ({ shows: reason, verdict: "unknown" }) as const;
