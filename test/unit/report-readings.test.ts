import { expect, test } from "vitest";
import { describe as statistics } from "../../lib/figures/statistics.ts";
import { type CostResult, costKind } from "../../lib/probes/cost.ts";
import { type PathMtuResult, pathMtuKind } from "../../lib/probes/path-mtu.ts";

const outcome = {
  status: "passed",
  reason: null,
  startedAt: "2026-03-02T09:15:06.000Z",
  finishedAt: "2026-03-02T09:15:09.000Z",
  from: "client",
  to: "server",
} as const;

const costOf = (user: number, failed = 0): CostResult => ({
  kind: "cost",
  name: "cost",
  ...outcome,
  agent: "flanneld",
  samples: [],
  summary: {
    bitsPerSecond: statistics([2.4e8, 2.6e8], failed),
    perGigabyte: {
      agentUserSeconds: statistics([user], failed),
      agentSystemSeconds: statistics([40.5], failed),
      agentContextSwitches: statistics([2_936_263.4], failed),
      softirqSeconds: statistics([], 1),
      cpuSeconds: statistics([22.4], failed),
    },
  },
});

test("cost is read out for each GB; less than a tick is not called nothing, and what failed is counted", () => {
  expect(costKind.reading.lines(costOf(1.79)).map(({ what, figure }) => `${what}: ${figure}`)).toEqual([
    "flanneld user CPU: 1.79 s per GB",
    "flanneld system CPU: 40.5 s per GB",
    "flanneld switches: 2,936,263 context switches per GB",
    "kernel softirq: no figure",
    "whole hosts: 22.4 s per GB",
    "throughput: 250 Mbit/s",
  ]);
  expect(costKind.reading.lines(costOf(0, 1))[0]).toEqual({
    what: "flanneld user CPU",
    figure: "none measurable",
    detail: "n = 1, 1 failed",
  });
});

test("the path MTU is read out beside what it should be, with every try", () => {
  const command = ["docker", "exec"];
  const probe: PathMtuResult = {
    kind: "path-mtu",
    name: "path-mtu",
    ...outcome,
    expected: 1422,
    largest: 1400,
    attempts: [
      { payload: 1422, delivered: false, said: "ping: local error: message too long, mtu=1428", command },
    ],
  };
  expect(pathMtuKind.reading.lines(probe)).toEqual([
    { what: "client → server", figure: "1,400 bytes in one piece", detail: "1,422 by the mode's MTU" },
  ]);
  expect(pathMtuKind.reading.lines({ ...probe, largest: null })[0]?.figure).toBe("no figure");
  expect(pathMtuKind.reading.commands(probe)).toEqual([
    { what: "1422 bytes: ping: local error: message too long, mtu=1428", line: command },
  ]);
});
