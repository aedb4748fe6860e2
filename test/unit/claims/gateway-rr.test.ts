import { session } from "../../fixtures/bgp.ts";
import { edit, leak, lose, probeOf, stateIn } from "../../fixtures/claim-changes.ts";
import { testClaim } from "../../fixtures/claim-tests.ts";
import { configure, drop, outerHeader, tell } from "../../fixtures/claims-bgp-changes.ts";

const fed = "lab-calico-gateway-rr";
const broken = "lab-calico-routed-broken";

testClaim("gateway-rr", {
  fails: [
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
    [
      "a leak before the router",
      fed,
      (run) => leak(run, "tcpdump"),
      /host1 eth0 looks as.*1,200 as expected, 3 not/,
    ],
    [
      "a leak behind the router",
      fed,
      (run) => leak(run, "tcpdump-right"),
      /router1 eth1 looks as.*1,200 as expected, 3 not/,
    ],
  ],
  unknown: [
    ["no reflector", fed, (run) => configure(run, "host1", () => ""), /no host is a route reflector/],
    [
      "a lab that must work",
      broken,
      (run) => Object.assign(run, { expectBroken: null }),
      /meant to join all its workloads/,
    ],
    [
      "no routes of the router",
      broken,
      (run) => Object.assign(stateIn(run, "router1"), { routes: [] }),
      /no route was recorded/,
    ],
    [
      "a capture on one side",
      fed,
      (run) => Object.assign(probeOf(run, "tcpdump", "tcpdump-right"), { interface: "lo" }),
      /only on left \(host1\)/,
    ],
  ],
});
