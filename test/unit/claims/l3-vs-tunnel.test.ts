import type { ComparisonRecord } from "../../../lib/results/comparison/record.ts";
import type { RunRecord } from "../../../lib/results/run-record.ts";
import { lose, probeOf, stateIn } from "../../fixtures/claim-changes.ts";
import { type ComparedCase, testClaim, testComparedClaim } from "../../fixtures/claim-tests.ts";
import { neighboursInTurns } from "../../fixtures/claims-tunnels.ts";
import { neighboursOnBusyMachine, routedInTurns } from "../../fixtures/recorded.ts";

/** Multiplies what one stream of a lab moved, in the rounds that are named, or in all. */
function speed(record: ComparisonRecord, lab: string, factor: number, rounds?: readonly number[]) {
  for (const { round, results } of record.turns.filter((turn) => turn.lab === lab))
    for (const result of results)
      if (result.kind === "iperf" && (rounds?.includes(round) ?? true))
        for (const sample of result.samples)
          if (sample.status === "ok" && sample.streams === 1) sample.bitsPerSecond *= factor;
  return record;
}

const neighbours = (change: (record: ComparisonRecord) => unknown) => () => {
  const record = neighboursInTurns();
  change(record);
  return [record, routedInTurns()];
};

const routed = (change: (record: ComparisonRecord) => unknown) => () => {
  const record = routedInTurns();
  change(record);
  return [neighboursInTurns(), record];
};

const figures = (hosts: RegExp) =>
  new RegExp(
    `^[\\d.]+ \\([\\d.]+–[\\d.]+ with a probability of 9[78]\\.\\d %, \\d+ rounds\\), [\\d.]+ Gbit/s against [\\d.]+ Gbit/s, on ${hosts.source}`,
  );
const onDind = figures(/dind hosts/);
const onVm = figures(/vm hosts \(tcg\)/);

const fails: readonly [ComparedCase, ...ComparedCase[]] = [
  ["host-gw that is slower than VXLAN", neighbours((record) => speed(record, "lab-vxlan", 3)), onDind],
  ["UDP that is faster than both", neighbours((record) => speed(record, "lab-udp", 1000)), onDind],
  ["IPIP that is faster than bare packets", routed((record) => speed(record, "lab-calico-ipip", 100)), onVm],
];

const unknown: readonly ComparedCase[] = [
  [
    "a busy machine, where rounds differ by more than modes, although the median is above 1",
    () => [neighboursOnBusyMachine(), routedInTurns()],
    /^1\.19 \(0\.797–2\.01 with a probability of 97\.9 %, 10 rounds\), 18\.3 Gbit\/s against 14\.9 Gbit\/s/,
  ],
  [
    "a median above 1 whose interval is not, with the command that may tell",
    neighbours((record) => speed(record, "lab-vxlan", 4, [1, 2, 3, 4])),
    /^[\d.]+ \(0\..*; more rounds may tell: npx underlay compare lab-host-gw lab-calico-mesh lab-vxlan lab-udp --host-kind dind --rounds 20$/,
  ],
  [
    "too few rounds",
    routed((record) => {
      record.turns = record.turns.filter(({ round }) => round < 5);
    }),
    /^4 of 10 rounds have both figures, and fewer than 5 tell nothing; more rounds may tell/,
  ],
  [
    "no comparison of neighbours, with the command that makes one",
    () => routedInTurns(),
    /^no finished comparison of them yet; make one with: npx underlay compare lab-host-gw lab-calico-mesh lab-vxlan lab-udp$/,
  ],
  [
    "none across a router, with the command that makes one on hosts whose kernel has IPIP",
    () => neighboursInTurns(),
    /^no finished comparison of them yet; make one with: npx underlay compare lab-calico-gateway lab-calico-ipip --host-kind vm$/,
  ],
  [
    "modes that all put something around packets, whatever they are called",
    routed(({ labs }) => {
      for (const { mode } of labs) mode.overhead = 20;
    }),
    /^all of them have one, or none has$/,
  ],
  ["other machines", neighbours(({ labs }) => labs[0]?.topology.hosts.pop()), /^no: host1 dind on left/],
  [
    "other machines across the router",
    routed(({ labs }) => labs[0]?.topology.hosts.pop()),
    /^no: host1 vm on left/,
  ],
];

testComparedClaim("l3-vs-tunnel", { fails, unknown });

const toTunnel = (run: RunRecord) => Object.assign(run.mode, { overhead: 50 });
const toNone = (run: RunRecord) => Object.assign(run.mode, { overhead: 0 });

testClaim("l3-vs-tunnel", {
  inTurns: [...fails, ...unknown],
  fails: [
    ["a tunnel that loses packets", "lab-vxlan-routed", (run) => lose(run, "ping"), /answers client.*19 of/],
    ["another one", "lab-udp-routed", (run) => lose(run, "ping"), /answers client.*19 of/],
    ["IPIP that loses packets", "lab-calico-ipip", (run) => lose(run, "ping"), /answers client.*19 of/],
    ...["lab-udp-routed", "lab-vxlan-routed", "lab-calico-ipip"].map(
      (lab) =>
        [
          `a router that was told of workloads in ${lab}`,
          lab,
          (run: RunRecord) => stateIn(run, "router1").routes.push("10.244.3.0/24 via 100.71.0.67 dev eth1"),
          /no route to any workload: 10\.244\.3\.0\/24/,
        ] as const,
    ),
    ...["lab-host-gw-routed", "lab-calico-routed-broken"].flatMap((lab) => [
      [
        `an answer across the router in ${lab}`,
        lab,
        (run: RunRecord) => Object.assign(probeOf(run, "ping", "ping-across"), { received: 1 }),
        /client gets no answer.*1 of 20/,
      ] as const,
      [
        `hosts of ${lab} that are out of reach themselves`,
        lab,
        (run: RunRecord) => lose(run, "ping-hosts"),
        /host3 answers host1.*19 of 20/,
      ] as const,
      [
        `a mode of ${lab} that is broken itself`,
        lab,
        (run: RunRecord) => lose(run, "ping-neighbour"),
        /answers client.*19 of 20/,
      ] as const,
    ]),
  ],
  unknown: [
    [
      "a lab that must work",
      "lab-host-gw-routed",
      (run) => Object.assign(run, { expectBroken: null }),
      /meant to join/,
    ],
    [
      "a tunnel in the lab without one",
      "lab-host-gw-routed",
      toTunnel,
      /It is no tunnel: .* 50 bytes around each/,
    ],
    [
      "no tunnel in the lab with one",
      "lab-vxlan-routed",
      toNone,
      /It is a tunnel: flannel-vxlan puts nothing around/,
    ],
  ],
});
