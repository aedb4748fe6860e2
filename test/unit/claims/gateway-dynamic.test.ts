import { session } from "../../fixtures/bgp.ts";
import { leak, lose, probeOf, stateIn } from "../../fixtures/claim-changes.ts";
import { testClaim } from "../../fixtures/claim-tests.ts";
import { configure, drop, outerHeader, tell } from "../../fixtures/claims-bgp-changes.ts";

const dynamic = "lab-calico-gateway";

testClaim("gateway-dynamic", {
  fails: [
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
    [
      "a leak before the router",
      dynamic,
      (run) => leak(run, "tcpdump"),
      /host1 eth0 looks as.*1,200 as expected, 3 not/,
    ],
    [
      "a leak behind the router",
      dynamic,
      (run) => leak(run, "tcpdump-right"),
      /router1 eth1 looks as.*1,200 as expected, 3 not/,
    ],
  ],
  unknown: [
    [
      "no configuration of the router",
      dynamic,
      (run) => Object.assign(stateIn(run, "router1"), { birdConfiguration: null }),
      /no configuration/,
    ],
    ["no TTLs", dynamic, (run) => Object.assign(probeOf(run, "ping"), { samples: [] }), /no reply of server/],
    [
      "a capture on one side",
      dynamic,
      (run) => Object.assign(probeOf(run, "tcpdump", "tcpdump-right"), { interface: "lo" }),
      /only on left \(host1\)/,
    ],
  ],
});
