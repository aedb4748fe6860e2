import { count, plural } from "../figures/format.ts";
import type { ReadState } from "../probes/host-state.ts";
import type { RecordedMachine, RunRecord } from "../results/run-record.ts";
import { type Claim, decide, type Evidence } from "./claim.ts";
import { reflectorsOf, sessionPairs, sessionsIn, sessionsWith, showSessions } from "./facts/bgp.ts";
import { learnedRoutes } from "./facts/blocks.ts";
import { exec, hostsOf, type Look, onEach, onEveryHost, othersOf, unknown } from "./facts/machines.ts";
import { pingFacts, pingsOf } from "./facts/pings.ts";
import { pairsFor } from "./figures.ts";

/** How many sessions for each host still count as of order N. */
const perHost = 2;

export const rrN: Claim = {
  id: "rr-n",
  sentence:
    "With route reflectors, one or a few hosts have BGP sessions with all others and learn all routes; the others have sessions with these only, and still learn all routes. Sessions stay of order N.",
  checks: [{ lab: "lab-calico-rr", facts }],
};

function facts(run: RunRecord): Evidence[] {
  return [
    onEveryHost(run, "The mesh is off: no session is one of the mesh", showSessions, noMesh),
    ...sessions(run),
    counted(run),
    onEveryHost(
      run,
      "The next hop of each remote block is the host that has the block, and no reflector",
      "ip route",
      (state, machine) => {
        const owners = othersOf(run, machine);
        return learnedRoutes(run, state, { machine, owners, via: ({ interfaces }) => interfaces });
      },
    ),
    ...pingFacts(
      pingsOf(run, { from: "workload", to: "workload" }, "replies"),
      "A workload answers another, every time",
    ),
  ];
}

function noMesh(state: ReadState): Look {
  const found = sessionsIn(state);
  if (typeof found === "string") return unknown(found);
  const mesh = found.filter(({ protocol }) => protocol.startsWith("Mesh_"));
  return {
    shows: mesh.map(({ protocol }) => protocol).join(", ") || "none",
    verdict: decide(mesh.length === 0),
  };
}

const isOne = (reflectors: readonly RecordedMachine[], { name }: RecordedMachine): boolean =>
  reflectors.some((reflector) => reflector.name === name);

function sessions(run: RunRecord): Evidence[] {
  const reflectors = reflectorsOf(run);
  const what = "Clients have sessions with the reflectors, and with nobody else";
  if (typeof reflectors === "string") return [{ what, ...unknown(reflectors), command: null }];
  const clients = hostsOf(run).filter((host) => !isOne(reflectors, host));
  const about = { command: showSessions, nowhere: "no host is a client" };
  return [
    onEach(run, clients, { ...about, what }, (state) => sessionsWith(state, reflectors)),
    onEach(
      run,
      reflectors,
      { ...about, what: "A reflector has a session with every other host" },
      (state, host) => sessionsWith(state, othersOf(run, host)),
    ),
  ];
}

/** Counted for at least two clients: with one client a mesh needs no more sessions than reflectors do. */
function counted(run: RunRecord): Evidence {
  const hosts = hostsOf(run);
  const [first] = hosts;
  const about = {
    what: `N hosts have at most ${perHost}N sessions, and fewer than in a mesh`,
    command: first ? exec(run, first.name, showSessions) : null,
  };
  const [pairs, reflectors] = [sessionPairs(run), reflectorsOf(run)];
  if (typeof pairs === "string") return { ...about, ...unknown(pairs) };
  if (typeof reflectors === "string") return { ...about, ...unknown(reflectors) };
  const mesh = pairsFor(hosts.length);
  if (hosts.length - reflectors.length < 2)
    return { ...about, ...unknown("with fewer than two clients a mesh has as many") };
  return {
    ...about,
    shows: `${plural(pairs.all, "session")} for ${plural(hosts.length, "host")} with ${plural(reflectors.length, "reflector")}, ${perHost}N = ${count(perHost * hosts.length)}, N(N-1)/2 = ${count(mesh)}`,
    verdict: decide(pairs.all <= perHost * hosts.length && pairs.all < mesh),
  };
}
