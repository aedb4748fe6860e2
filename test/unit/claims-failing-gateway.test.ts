import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../lib/results/run-record.ts";
import { session } from "../fixtures/bgp.ts";
import { edit, judged, lose, probeOf, stateIn } from "../fixtures/claim-changes.ts";
import { configure, drop, outerHeader, tell } from "../fixtures/claims-bgp-changes.ts";

type Case = [what: string, lab: string, change: (run: RunRecord) => void, fact: RegExp];

const dynamic = "lab-calico-gateway";
const fed = "lab-calico-gateway-rr";
const broken = "lab-calico-routed-broken";

/** Each change makes exactly one fact fail, the one whose text and figures match. */
const failures: Record<string, Case[]> = {
  "gateway-dynamic": [
    [
      "no range",
      dynamic,
      (run) => configure(run, "router1", (text) => text.replace("range 100.64.4.64/26", "100.64.4.120")),
      /names none: neighbor range 100\.64\.4\.0\/26, dynamic name "node", host3 is in no range/,
    ],
    [
      "a neighbour by its name",
      dynamic,
      (run) => configure(run, "router1", (text) => `${text}neighbor 100.64.4.2 as 64512;`),
      /host2 is named/,
    ],
    [
      "a session too few",
      dynamic,
      (run) => tell(run, "router1", (bgp) => bgp.slice(0, -1)),
      /2 sessions Established for 3 hosts: node1, node2/,
    ],
    [
      "a lost session of a host",
      dynamic,
      (run) => drop(run, "host3"),
      /its gateway.*Node_100_64_4_125 is not Established \(host3\)/,
    ],
    [
      "a further session of a host",
      dynamic,
      (run) => tell(run, "host1", (bgp) => [...bgp, session("Mesh_100_64_4_2", "100.64.4.2")]),
      /Mesh_100_64_4_2 is with nobody of them \(host1\)/,
    ],
    [
      "an outer header behind the router",
      dynamic,
      (run) => outerHeader(run, "tcpdump-right"),
      /in nothing else.*not so in packet 2/,
    ],
    ["a lost reply", dynamic, (run) => lose(run, "ping"), /server answers client.*19 of 20/],
    [
      "a way past the router",
      dynamic,
      (run) => Object.assign(probeOf(run, "ping").samples[1] ?? {}, { ttl: 62 }),
      /TTL of 61.*: TTL 61, 62 in 2 replies/,
    ],
  ],
  "gateway-rr": [
    [
      "a further session of the router",
      fed,
      (run) => tell(run, "router1", (bgp) => [...bgp, session("reflector_100_64_4_2", "100.64.4.2")]),
      /each route reflector.*reflector_100_64_4_2 is with nobody of them; the lab has 3 hosts/,
    ],
    ["a lost session", fed, (run) => drop(run, "router1"), /reflector_100_64_4_1 is not Established/],
    [
      "dynamic neighbours",
      fed,
      (run) => configure(run, "router1", (text) => `${text} neighbor range 100.64.4.0/26 as 64512;`),
      /no dynamic neighbours: neighbor range 100\.64\.4\.0\/26/,
    ],
    [
      "no route to a block",
      fed,
      (run) => stateIn(run, "router1").routes.pop(),
      /every host's block.*none to 10\.244\.3\.0\/26 \(router1\)/,
    ],
    [
      "an outer header before the router",
      fed,
      (run) => outerHeader(run, "tcpdump"),
      /in nothing else.*not so in packet 2/,
    ],
    ["a lost reply", fed, (run) => lose(run, "ping"), /server answers client.*19 of 20/],
    [
      "a mode that is broken itself",
      broken,
      (run) => lose(run, "ping-neighbour"),
      /neighbour answers client.*19 of 20/,
    ],
    ["an underlay that is broken itself", broken, (run) => lose(run, "ping-hosts"), /host3 answers host1/],
    [
      "a lost session across the router",
      broken,
      (run) => drop(run, "host3"),
      /across the router as well.*Mesh_100_64_4_1 is not Established \(host3\)/,
    ],
    [
      "a host that was not told",
      broken,
      (run) => edit(run, "routes", (line) => line.replace("10.244.3.0/26", "10.244.9.0/26")),
      /next hop is the router.*none to 10\.244\.3\.0\/26 \(host1\)/,
    ],
    [
      "a router that was told",
      broken,
      (run) => stateIn(run, "router1").routes.push("10.244.0.0/16 via 100.64.4.1 dev eth0"),
      /no route to any workload: 10\.244\.0\.0\/16/,
    ],
    [
      "an answer across the router",
      broken,
      (run) => Object.assign(probeOf(run, "ping", "ping-across"), { received: 1 }),
      /client gets no answer from server.*1 of 20/,
    ],
  ],
};

describe.each(Object.entries(failures))("%s fails for", (id, cases) => {
  test.each(cases)("%s", (_, lab, change, fact) => {
    const { verdict, odd } = judged(id, lab, change);
    expect(verdict).toBe("fails");
    expect(odd.map(({ what, shows }) => `${what}: ${shows}`)).toEqual([expect.stringMatching(fact)]);
  });
});
