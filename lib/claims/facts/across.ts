import { plural } from "../../figures/format.ts";
import type { TcpdumpResult } from "../../probes/tcpdump.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { routesOf, routeText } from "../../tables/routes.ts";
import { decide, type Evidence } from "../claim.ts";
import { bareFacts, segmentOf, underlayCaptures } from "./captures.ts";
import { hostsOf, onEveryRouter, unknown } from "./machines.ts";
import { crossesRouter, pingFacts, pingsAcross } from "./pings.ts";
import { leadsTo } from "./routes.ts";

/** What is on both sides of a router, and what the router knows of it. */

export const capturesAcross = (run: RunRecord): TcpdumpResult[] =>
  underlayCaptures(run).filter((capture) => crossesRouter(run, capture));

/** A capture on one side tells nothing of what comes out of the router. */
export function seenOnBothSides(run: RunRecord): Evidence {
  const captures = capturesAcross(run);
  const sides = captures.flatMap((capture) => {
    const segment = segmentOf(run, capture);
    return segment === null ? [] : { segment, shows: `${segment} (${capture.host})` };
  });
  const both = new Set(sides.map(({ segment }) => segment)).size > 1;
  return {
    what: "Packets across the router were captured on both of its sides",
    command: captures[0]?.command ?? null,
    ...(both
      ? { shows: sides.map(({ shows }) => shows).join(", "), verdict: "holds" as const }
      : unknown(`only on ${sides.map(({ shows }) => shows).join(", ") || "no segment that is known"}`)),
  };
}

/** Facts about packets before the router and behind it: no tunnel. */
export const bareAcross = (run: RunRecord): Evidence[] => [
  seenOnBothSides(run),
  ...bareFacts(run, capturesAcross(run)),
];

export const answersAcross = (run: RunRecord): Evidence[] =>
  pingFacts(pingsAcross(run, "workload", "replies"), "Workloads behind different routers answer, every time");

export const hostsAnswerAcross = (run: RunRecord): Evidence[] =>
  pingFacts(pingsAcross(run, "host", "replies"), "Hosts behind different routers answer, every time");

/** Routers join the hosts' networks, and nobody told them of workloads. */
export const routerKnowsNoWorkload = (run: RunRecord): Evidence =>
  onEveryRouter(run, "The router has no route to any workload", "ip route", (state) => {
    const subnets = hostsOf(run).map(({ workloadSubnet }) => workloadSubnet);
    if (subnets.length === 0) return unknown("the run names no host");
    const routes = routesOf(state);
    if (routes.length === 0) return unknown("no route was recorded");
    const found = routes.filter((route) => subnets.some((subnet) => leadsTo(route, subnet)));
    return {
      shows: found.map(routeText).join(", ") || `none of its ${plural(routes.length, "route")}`,
      verdict: decide(found.length === 0),
    };
  });
