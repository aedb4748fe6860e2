import { plural } from "../../figures/format.ts";
import { type BgpSession, isEstablished } from "../../probes/bgp-session.ts";
import type { ReadState } from "../../probes/host-state.ts";
import type { RecordedMachine, RunRecord } from "../../results/run-record.ts";
import { decide } from "../claim.ts";
import { hostsOf, type Look, stateOf, unknown } from "./machines.ts";

/** Command that shows sessions, and the one that shows what they were made from. */
export const showSessions = "birdc show protocols";
export const showConfiguration = "cat /etc/underlay/bird.conf";

/** One end of each session, without protocols that only wait for some; or why there is nothing to read. */
export function sessionsIn({ bgp }: ReadState): BgpSession[] | string {
  if (bgp === null) return "BIRD did not answer";
  const sessions = bgp.filter(({ peer }) => peer !== null);
  return sessions.length === 0 ? "BIRD told of no BGP session" : sessions;
}

export const isWith = ({ peer }: BgpSession, { interfaces }: RecordedMachine): boolean =>
  interfaces.some(({ address }) => address === peer);

/** One session with each of these machines, Established, and none with anybody else. */
export function sessionsWith(state: ReadState, wanted: readonly RecordedMachine[]): Look {
  const sessions = sessionsIn(state);
  if (typeof sessions === "string") return unknown(sessions);
  if (wanted.length === 0) return unknown("there is nobody to have a session with");
  const odd = [
    ...wanted
      .filter((peer) => sessions.filter((session) => isWith(session, peer)).length !== 1)
      .map(({ name }) => `not one with ${name}`),
    ...sessions
      .filter((session) => !wanted.some((peer) => isWith(session, peer)))
      .map(({ protocol }) => `${protocol} is with nobody of them`),
    ...sessions
      .filter((session) => !isEstablished(session))
      .map(({ protocol }) => `${protocol} is not Established`),
  ];
  const found = plural(sessions.length, "session");
  return {
    shows: odd.length === 0 ? `${found}, each Established` : [found, ...odd].join("; "),
    verdict: decide(odd.length === 0),
  };
}

/** The sessions between hosts, once for each pair that either end names; or why they cannot be counted. */
export function sessionPairs(run: RunRecord): { all: number; established: number } | string {
  const hosts = hostsOf(run);
  const ends = new Map<string, boolean[]>();
  for (const host of hosts) {
    const state = stateOf(run, host.name);
    const sessions = typeof state === "string" ? state : sessionsIn(state);
    if (typeof sessions === "string") return `the sessions of ${host.name} are not known: ${sessions}`;
    for (const session of sessions) {
      const peer = hosts.find((candidate) => isWith(session, candidate));
      if (!peer) continue;
      const pair = [host.name, peer.name].sort().join(" ");
      ends.set(pair, [...(ends.get(pair) ?? []), isEstablished(session)]);
    }
  }
  const up = [...ends.values()].filter((both) => both.length === 2 && both.every(Boolean));
  return ends.size === 0 ? "no host has a session with another" : { all: ends.size, established: up.length };
}

/** What BIRD reads of its configuration: without comments. Null without BIRD. */
export const configurationOf = ({ birdConfiguration }: ReadState): string | null =>
  birdConfiguration?.replaceAll(/#.*/g, "") ?? null;

/** The hosts that pass on what others tell them: their sessions have a cluster ID. Or why that is not known. */
export function reflectorsOf(run: RunRecord): RecordedMachine[] | string {
  const reflectors: RecordedMachine[] = [];
  for (const host of hostsOf(run)) {
    const state = stateOf(run, host.name);
    if (typeof state === "string") return `whether ${host.name} is a reflector is not known: ${state}`;
    const text = configurationOf(state);
    if (text === null)
      return `whether ${host.name} is a reflector is not known: BIRD's configuration is missing`;
    if (text.includes("rr cluster id")) reflectors.push(host);
  }
  return reflectors.length > 0 ? reflectors : "no host is a route reflector";
}
