import type { RunRecord } from "../results/run-record.ts";
import { bareFacts, segmentOf, underlayCaptures } from "./captures.ts";
import type { Evidence } from "./claim.ts";
import { crossesRouter, pingFacts, pingsAcross } from "./pings.ts";
import { unknown } from "./places.ts";

/** Workloads on both sides of a router answer each other, without a tunnel. */

/** Facts about packets before the router and behind it. */
export function bareAcross(run: RunRecord): Evidence[] {
  const captures = underlayCaptures(run).filter((capture) => crossesRouter(run, capture));
  const sides = captures.flatMap((capture) => {
    const segment = segmentOf(run, capture);
    return segment === null ? [] : { segment, shows: `${segment} (${capture.host})` };
  });
  const both = new Set(sides.map(({ segment }) => segment)).size > 1;
  return [
    {
      what: "Packets across the router were captured on both of its sides",
      command: captures[0]?.command ?? null,
      ...(both
        ? { shows: sides.map(({ shows }) => shows).join(", "), verdict: "holds" as const }
        : unknown(`only on ${sides.map(({ shows }) => shows).join(", ") || "no segment that is known"}`)),
    },
    ...bareFacts(run, captures),
  ];
}

export const answersAcross = (run: RunRecord): Evidence[] =>
  pingFacts(pingsAcross(run, "workload", "replies"), "Workloads behind different routers answer, every time");
