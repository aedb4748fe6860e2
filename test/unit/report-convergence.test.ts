import { expect, test } from "vitest";
import type { ConvergenceResult } from "../../lib/probes/convergence/result.ts";
import { convergenceKind } from "../../lib/probes/convergence.ts";
import { routes } from "../../lib/report/sections/routes.ts";
import { stateIn } from "../fixtures/claim-changes.ts";
import { claimRuns } from "../fixtures/claims.ts";
import { about } from "../fixtures/claims-parts.ts";

const probe: ConvergenceResult = {
  kind: "convergence",
  ...about("session-down"),
  ...{ from: "client", to: "server", within: 60, maxLost: null },
  event: { kind: "session-down", host: "host1", peer: "host2" },
  eventAt: "2026-03-02T09:15:41.000Z",
  ...{ secondsToReach: 1.3214, transmitted: 30, received: 18, lost: 12, longestGapSeconds: 1.25 },
  command: { ping: ["docker", "exec", "ping"], event: ["docker", "exec", "underlay-bgp"] },
  raw: "raw/session-down.txt",
};

test("convergence is read out as the time out of reach and what was lost", () => {
  const line = (change: Partial<ConvergenceResult>) =>
    convergenceKind.reading.lines({ ...probe, ...change })[0];
  expect(line({})).toEqual({
    what: "session host1–host2 down, client → server",
    figure: "in reach after 1.32 s",
    detail: "12 of 30 lost, gap 1.25 s",
  });
  expect(line({ secondsToReach: 0, lost: 0 })?.figure).toBe("always in reach");
  expect(line({ secondsToReach: null })?.figure).toBe("not reached");
  expect(line({ transmitted: null })).toMatchObject({ figure: "no figure", detail: "" });
  expect(line({ event: { kind: "workload-added", host: "host2", workload: "newcomer" } })?.what).toBe(
    "newcomer added to host2, client → server",
  );
  expect(convergenceKind.reading.commands(probe).map(({ what }) => what)).toEqual([
    "client → server, meanwhile",
    "session host1–host2 down",
  ]);
});

test("the tables of a host have its BGP sessions, and say so when BIRD did not answer", async () => {
  const run = claimRuns()["lab-calico-gateway"];
  if (!run) throw new Error("the example runs have this lab");
  stateIn(run, "host1").bgp = null;
  const [first] = stateIn(run, "host2").bgp ?? [];
  Object.assign(first ?? {}, { state: "Active", received: null, lastError: "Socket: <refused>" });
  const markup = (await routes(run))?.markup ?? "";
  expect(markup).toContain("BIRD did not answer");
  expect(markup).not.toContain("BGP sessions of host1");
  expect(markup).toContain("BGP sessions of host2");
  expect(markup).toMatch(/<td>Active<\/td>.*Socket: &lt;refused&gt;/s);
  expect(markup).toContain("any of 100.64.4.0/26");
});
