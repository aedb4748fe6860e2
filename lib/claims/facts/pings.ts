import { plural } from "../../figures/format.ts";
import { areNeighbours } from "../../model/routing.ts";
import type { PingResult } from "../../probes/ping.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { decide, type Evidence } from "../claim.ts";
import { hostOf, hostsOf, unknown } from "./machines.ts";

/** Between what a ping goes. */
export interface Route {
  readonly from: "workload" | "host";
  readonly to: "workload" | "host";
}

/** The pings of a run between two such ends that are to be answered, or to meet silence. */
export function pingsOf(run: RunRecord, route: Route, expect: PingResult["expect"]): PingResult[] {
  const names = hostsOf(run).map(({ name }) => name);
  const end = (name: string) => (names.includes(name) ? "host" : "workload");
  return run.probes.flatMap((probe) =>
    probe.kind === "ping" &&
    probe.expect === expect &&
    end(probe.from) === route.from &&
    end(probe.to) === route.to
      ? [probe]
      : [],
  );
}

/** True for traffic between hosts that are no neighbours, or their workloads. */
export function crossesRouter(run: RunRecord, { from, to }: Pick<PingResult, "from" | "to">): boolean {
  const [one, other] = [hostOf(run, from), hostOf(run, to)];
  return one !== undefined && other !== undefined && one !== other && !areNeighbours(one, other);
}

/** Between hosts that are no neighbours, or their workloads. */
export const pingsAcross = (run: RunRecord, end: "workload" | "host", expect: PingResult["expect"]) =>
  pingsOf(run, { from: end, to: end }, expect).filter((ping) => crossesRouter(run, ping));

/** One fact for each ping; what is missing when there is none. */
export function pingFacts(pings: readonly PingResult[], none: string): Evidence[] {
  if (pings.length === 0) return [{ what: none, ...unknown("the run has no such ping"), command: null }];
  return pings.map((ping) => ({
    what:
      ping.expect === "replies"
        ? `${ping.to} answers ${ping.from}, every time`
        : `${ping.from} gets no answer from ${ping.to}`,
    command: ping.command,
    ...look(ping),
  }));
}

function look({ expect, status, transmitted, received, milliseconds, reason }: PingResult) {
  if (transmitted === null || received === null || transmitted === 0)
    return unknown(`nothing was sent: ${reason ?? "ping told no counts"}`);
  const asExpected = received === (expect === "replies" ? transmitted : 0);
  // E.g. fewer were sent than were asked for.
  if (asExpected && status === "failed") return unknown(reason ?? "the ping failed");
  const time = milliseconds.median === null ? "" : `, median ${milliseconds.median} ms`;
  return {
    shows: `${received} of ${plural(transmitted, "echo request")} answered${time}`,
    verdict: decide(asExpected),
  };
}
