import { count, plural } from "../figures/format.ts";
import type { RunRecord } from "../results/run-record.ts";
import { type Claim, decide, type Evidence } from "./claim.ts";
import { sessionPairs, sessionsWith, showSessions } from "./facts/bgp.ts";
import { exec, hostsOf, onEveryHost, othersOf, unknown } from "./facts/machines.ts";
import { pairsFor } from "./figures.ts";

/** Where the article, and Calico, say that the mesh ends to be a good choice. */
const mostHosts = 100;

export const meshN2: Claim = {
  id: "mesh-n2",
  sentence:
    "In Calico's node-to-node mesh every host has a BGP session with every other one, so with N hosts sessions grow as N². It is recommended for fewer than 100 hosts.",
  checks: [{ lab: "lab-calico-mesh", facts }],
};

function facts(run: RunRecord): Evidence[] {
  return [
    onEveryHost(
      run,
      "The host has a session with each of the N-1 others, and no further one",
      showSessions,
      (state, host) => sessionsWith(state, othersOf(run, host)),
    ),
    counted(run),
    {
      what: "So many sessions would be needed",
      shows: [10, mostHosts].map((n) => `${plural(n, "host")}: ${count(pairsFor(n))} sessions`).join(", "),
      verdict: "stated",
      command: null,
    },
  ];
}

function counted(run: RunRecord): Evidence {
  const hosts = hostsOf(run);
  const [first] = hosts;
  const about = {
    what: "N hosts have N(N-1)/2 sessions, Established at both ends",
    command: first ? exec(run, first.name, showSessions) : null,
  };
  const pairs = sessionPairs(run);
  if (typeof pairs === "string") return { ...about, ...unknown(pairs) };
  const wanted = pairsFor(hosts.length);
  return {
    ...about,
    shows: `${count(pairs.established)} of ${plural(pairs.all, "session")} for ${plural(hosts.length, "host")}, N(N-1)/2 = ${count(wanted)}`,
    verdict: decide(pairs.all === wanted && pairs.established === wanted),
  };
}
