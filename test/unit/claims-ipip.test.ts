import { describe, expect, test } from "vitest";
import type { ComparisonRecord } from "../../lib/results/comparison/record.ts";
import type { RunRecord } from "../../lib/results/run-record.ts";
import {
  edit,
  judged,
  judgedInTurns,
  latest,
  lose,
  oddIn,
  probeOf,
  stateIn,
} from "../fixtures/claim-changes.ts";
import { comparisonOf, steady } from "../fixtures/comparison.ts";

type Case = [what: string, lab: string, change: (run: RunRecord) => void, fact: RegExp];

const works = "lab-calico-ipip";
const broken = "lab-calico-routed-broken";
const tunnel = (run: RunRecord) => stateIn(run).links.find(({ ifname }) => ifname === "tunl0") ?? {};
const layersOf = (run: RunRecord, name: string) => probeOf(run, "tcpdump", name).packets[1]?.layers ?? [];

/** Each change makes exactly one fact fail, the one whose text and figures match. */
const failures: Case[] = [
  [
    "a tunnel that is down",
    works,
    (run) => Object.assign(tunnel(run), { flags: [] }),
    /kind ipip, down \(host1\)/,
  ],
  [
    "a device of another kind",
    works,
    (run) => Object.assign(tunnel(run), { linkinfo: { info_kind: "gre" } }),
    /tunl0 is an IPIP.*kind gre, up \(host1\)/,
  ],
  ["no tunnel", works, (run) => Object.assign(tunnel(run), { ifname: "tunl1" }), /no such device \(host1\)/],
  [
    "a route past the tunnel",
    works,
    (run) =>
      edit(run, "routes", (line) => line.replace("dev tunl0 proto bird onlink", "dev eth0 proto bird")),
    /through tunl0.*10\.244\.3\.0\/26 via 100\.64\.4\.67 dev eth0 proto bird \(host1\)/,
  ],
  [
    "a route without onlink",
    works,
    (run) => edit(run, "routes", (line) => line.replace(" onlink", "")),
    /through tunl0.*dev tunl0 proto bird \(host1\)/,
  ],
  [
    "a next hop that is the router",
    works,
    (run) => edit(run, "routes", (line) => line.replace("100.64.4.67", "100.64.4.61")),
    /next hop is the host.*via 100\.64\.4\.61 dev tunl0/,
  ],
  [
    "a router that was told",
    works,
    (run) => stateIn(run, "router1").routes.push("10.244.0.0/16 via 100.64.4.1 dev eth0"),
    /no route to any workload: 10\.244\.0\.0\/16/,
  ],
  [
    "a bare packet before the router",
    works,
    (run) => layersOf(run, "tcpdump").splice(1, 1),
    /IP protocol 4.*not so in packet 2/,
  ],
  [
    "an outer header between others than hosts, behind the router",
    works,
    (run) => Object.assign(layersOf(run, "tcpdump-right")[1]?.fields ?? {}, { "ip.src": "100.64.4.125" }),
    /IP protocol 4.*not so in packet 2/,
  ],
  ["a lost reply", works, (run) => lose(run, "ping"), /server answers client.*19 of 20/],
  [
    "a tunnel in the lab without one",
    broken,
    (run) => stateIn(run).links.push({ ifname: "tunl0", ifindex: 9, linkinfo: { info_kind: "ipip" } }),
    /No IPIP tunnel.*tunl0 \(host1\)/,
  ],
  [
    "hosts that do not reach each other",
    broken,
    (run) => lose(run, "ping-hosts"),
    /host3 answers host1.*19 of 20/,
  ],
  ["a mode that is broken itself", broken, (run) => lose(run, "ping-neighbour"), /neighbour answers client/],
  [
    "an answer without IPIP",
    broken,
    (run) => Object.assign(probeOf(run, "ping", "ping-across"), { received: 1 }),
    /client gets no answer from server.*1 of 20/,
  ],
];

describe("ipip fails for", () => {
  test.each(failures)("%s", (_, lab, change, fact) => {
    const { verdict, odd } = judged("ipip", lab, change);
    expect(verdict).toBe("fails");
    expect(odd.map(({ what, shows }) => `${what}: ${shows}`)).toEqual([expect.stringMatching(fact)]);
  });
});

/** What a run does not tell makes the claim unknown, and lets no fact fail. */
const missing: Case[] = [
  ["a capture on one side", works, (run) => run.probes.splice(2, 1), /only on left \(host1\)/],
  ["no device", works, (run) => Object.assign(stateIn(run), { links: [] }), /no device was recorded/],
  [
    "no routes of the router",
    works,
    (run) => Object.assign(stateIn(run, "router1"), { routes: [] }),
    /no route was recorded/,
  ],
  ["no ping", works, (run) => run.probes.shift(), /the run has no such ping/],
  ["a lab that must work", broken, (run) => Object.assign(run, { expectBroken: null }), /meant to join/],
];

test.each(missing)("ipip does not hold by what is missing: %s", (_, lab, change, fact) => {
  const { verdict, odd } = judged("ipip", lab, change);
  expect(odd.map(({ shows }) => shows).join("\n")).toMatch(fact);
  expect(verdict).toBe("unknown");
});

describe("ipip-vxlan", () => {
  const facts = (comparison: ComparisonRecord) =>
    oddIn("ipip-vxlan", { ...latest(), comparisons: [comparison] });

  test("holds by the median of the ratios, in whatever order the labs were named", () => {
    expect(judgedInTurns("ipip-vxlan")).toEqual({ verdict: "holds", odd: [] });
    const backwards = Object.fromEntries(Object.entries(steady).reverse());
    expect(facts(comparisonOf(backwards))).toEqual({ verdict: "holds", odd: [] });
  });

  test.each([0.25, 0.8])("fails at %d Gbit/s, outside of the band", (gigabits) => {
    const { verdict, odd } = facts(
      comparisonOf({ ...steady, "lab-calico-ipip": Array(5).fill({ gigabits }) }),
    );
    expect(verdict).toBe("fails");
    expect(odd[0]?.shows).toMatch(
      /^[\d.]+ \([\d.]+–[\d.]+ with a probability of 93\.8 %, 5 rounds\), 0\.\d+ Gbit\/s against 0\.45 Gbit\/s, on vm hosts \(tcg\)$/,
    );
  });

  test("is unknown when the median is outside of the band, and its interval is not", () => {
    const gigabits = [0.2, 0.25, 0.25, 0.4, 0.45];
    const { verdict } = facts(
      comparisonOf({ ...steady, "lab-calico-ipip": gigabits.map((each) => ({ gigabits: each })) }),
    );
    expect(verdict).toBe("unknown");
  });

  test("is unknown with too few rounds that have both figures", () => {
    const { verdict, odd } = facts(
      comparisonOf({
        ...steady,
        "lab-calico-ipip": [...Array(4).fill({ gigabits: 0.44 }), { gigabits: null }],
      }),
    );
    expect([verdict, odd[0]?.shows]).toEqual([
      "unknown",
      "4 of 5 rounds have both figures, and fewer than 5 tell nothing",
    ]);
  });

  test("is unknown without a comparison of both, with the commands that make one", () => {
    const { verdict, odd } = oddIn("ipip-vxlan", {
      ...latest(),
      comparisons: [comparisonOf({ "lab-vxlan-routed": [] })],
    });
    expect(verdict).toBe("unknown");
    expect(odd[0]?.shows).toBe(
      "no finished comparison of them yet; make one with: npx underlay deploy lab-calico-ipip --host-kind vm --no-probes && npx underlay deploy lab-vxlan-routed --host-kind vm --no-probes && npx underlay compare lab-calico-ipip lab-vxlan-routed",
    );
  });

  const others: [string, (comparison: ComparisonRecord) => void, RegExp][] = [
    ["other machines", ({ labs }) => labs[0]?.topology.hosts.pop(), /no: host1 dind on left/],
    [
      "a slow segment",
      ({ labs }) =>
        Object.assign(labs[0]?.topology.hosts[0]?.interfaces[0] ?? {}, { impairment: { rate: 100 } }),
      /a segment is impaired/,
    ],
    ["no iperf", (comparison) => Object.assign(comparison, { probes: [] }), /no probe of one stream/],
  ];
  test.each(others)("is unknown with %s", (_, change, reason) => {
    const { verdict, odd } = judgedInTurns("ipip-vxlan", change);
    expect(verdict).toBe("unknown");
    expect(odd[0]?.shows).toMatch(reason);
  });
});
