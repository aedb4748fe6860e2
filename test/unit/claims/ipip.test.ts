import type { RunRecord } from "../../../lib/results/run-record.ts";
import { edit, leak, lose, probeOf, stateIn } from "../../fixtures/claim-changes.ts";
import { testClaim } from "../../fixtures/claim-tests.ts";

const broken = "lab-calico-routed-broken";
const works = "lab-calico-ipip";

const tunnel = (run: RunRecord) => stateIn(run).links.find(({ ifname }) => ifname === "tunl0") ?? {};
const layersOf = (run: RunRecord, name: string) => probeOf(run, "tcpdump", name).packets[1]?.layers ?? [];

testClaim("ipip", {
  fails: [
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
    [
      "no tunnel",
      works,
      (run) => Object.assign(tunnel(run), { ifname: "tunl1" }),
      /no such device \(host1\)/,
    ],
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
    [
      "a mode that is broken itself",
      broken,
      (run) => lose(run, "ping-neighbour"),
      /neighbour answers client/,
    ],
    [
      "an answer without IPIP",
      broken,
      (run) => Object.assign(probeOf(run, "ping", "ping-across"), { received: 1 }),
      /client gets no answer from server.*1 of 20/,
    ],
    [
      "a leak before the router",
      works,
      (run) => leak(run, "tcpdump"),
      /host1 eth0 looks as.*1,200 as expected, 3 not/,
    ],
    [
      "a leak behind the router",
      works,
      (run) => leak(run, "tcpdump-right"),
      /router1 eth1 looks as.*1,200 as expected, 3 not/,
    ],
  ],
  unknown: [
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
  ],
});
