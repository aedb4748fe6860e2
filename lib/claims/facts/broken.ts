import type { RunRecord } from "../../results/run-record.ts";
import type { Evidence } from "../claim.ts";
import { crossesRouter, pingFacts, pingsAcross, pingsOf } from "./pings.ts";

/** What labs show that are meant not to join their workloads across a router. */

export const declaredBroken = ({ expectBroken }: RunRecord): Evidence => ({
  what: "The lab is declared to be broken",
  shows: expectBroken ?? "no: it is meant to join all its workloads",
  verdict: expectBroken === null ? "unknown" : "holds",
  command: null,
});

/** Not the mode as a whole is broken. */
export const neighboursAnswer = (run: RunRecord): Evidence[] =>
  pingFacts(
    pingsOf(run, { from: "workload", to: "workload" }, "replies").filter((ping) => !crossesRouter(run, ping)),
    "Workloads of neighbours answer each other, every time",
  );

export const silenceAcross = (run: RunRecord): Evidence[] =>
  pingFacts(pingsAcross(run, "workload", "silence"), "Workloads behind different routers get no answer");
