import { plural } from "../figures/format.ts";
import { areNeighbours } from "../model/routing.ts";
import type { ReadState } from "../probes/host-state.ts";
import type { RunRecord } from "../results/run-record.ts";
import { type Claim, decide, type Evidence } from "./claim.ts";
import { answersAcross, bareAcross, hostsAnswerAcross, routerKnowsNoWorkload } from "./facts/across.ts";
import { configurationOf, reflectorsOf, sessionsWith, showConfiguration, showSessions } from "./facts/bgp.ts";
import { learnedRoutes } from "./facts/blocks.ts";
import { declaredBroken, neighboursAnswer, silenceAcross } from "./facts/broken.ts";
import {
  hostsOf,
  type Look,
  onEveryHost,
  onEveryRouter,
  othersOf,
  peersOf,
  routersOf,
  unknown,
} from "./facts/machines.ts";

export const gatewayRr: Claim = {
  id: "gateway-rr",
  sentence:
    "Without IPIP, hosts of several layer 3 networks can also be joined by route reflectors that tell the gateways all routes. A gateway's BGP peers then are few and fixed, and it needs no dynamic neighbours.",
  checks: [
    { lab: "lab-calico-gateway-rr", facts: fed },
    { lab: "lab-calico-routed-broken", facts: withoutHelp },
  ],
};

function fed(run: RunRecord): Evidence[] {
  return [
    onEveryRouter(
      run,
      "The router has a session with each route reflector, and with nobody else",
      showSessions,
      (state) => {
        const reflectors = reflectorsOf(run);
        if (typeof reflectors === "string") return unknown(reflectors);
        const { shows, verdict } = sessionsWith(state, reflectors);
        return { shows: `${shows}; the lab has ${plural(hostsOf(run).length, "host")}`, verdict };
      },
    ),
    onEveryRouter(run, "The router has no dynamic neighbours", showConfiguration, noRange),
    onEveryRouter(run, "The router learned the route to every host's block", "ip route", (state, machine) =>
      learnedRoutes(run, state, {
        machine,
        owners: hostsOf(run),
        // An owner on a further network is behind another router.
        via: (owner) =>
          areNeighbours(owner, machine)
            ? owner.interfaces
            : routersOf(run).flatMap(({ interfaces }) => interfaces),
      }),
    ),
    ...bareAcross(run),
    ...answersAcross(run),
  ];
}

function noRange(state: ReadState): Look {
  const text = configurationOf(state);
  if (text === null) return unknown("it has no configuration of BIRD");
  const ranges = [...text.matchAll(/neighbor range \S+/g)].map(([range]) => range);
  return { shows: ranges.join(", ") || "no neighbor range", verdict: decide(ranges.length === 0) };
}

/** The same networks and a router that is told nothing: BGP tells hosts the way, and their packets end at the router. */
function withoutHelp(run: RunRecord): Evidence[] {
  return [
    declaredBroken(run),
    ...neighboursAnswer(run),
    ...hostsAnswerAcross(run),
    onEveryHost(
      run,
      "The host has a session with every other one, across the router as well",
      showSessions,
      (state, host) => sessionsWith(state, othersOf(run, host)),
    ),
    onEveryHost(
      run,
      "BIRD learned the route to each block behind the router, and its next hop is the router",
      "ip route",
      (state, machine) =>
        learnedRoutes(run, state, {
          machine,
          owners: peersOf(run, machine).remote,
          via: () =>
            routersOf(run)
              .filter((router) => areNeighbours(router, machine))
              .flatMap(({ interfaces }) => interfaces),
        }),
    ),
    routerKnowsNoWorkload(run),
    ...silenceAcross(run),
  ];
}
