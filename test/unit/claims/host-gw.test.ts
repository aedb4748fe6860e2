import { edit, leak, lose, probeOf, stateIn } from "../../fixtures/claim-changes.ts";
import { testClaim } from "../../fixtures/claim-tests.ts";

testClaim("host-gw", {
  fails: [
    [
      "another next hop",
      "lab-host-gw",
      (run) => edit(run, "routes", (line) => line.replace("via 100.64.4.2", "via 100.64.4.60")),
      /next hop.*10\.244\.2\.0\/24 via 100\.64\.4\.60 dev eth0/,
    ],
    [
      "a tunnel",
      "lab-host-gw",
      (run) => stateIn(run).links.push({ ifname: "flannel.1", ifindex: 5, linkinfo: { info_kind: "vxlan" } }),
      /No tunnel.*flannel\.1, kind vxlan \(host1\)/,
    ],
    [
      "an outer header",
      "lab-host-gw",
      (run) =>
        Object.assign(probeOf(run, "tcpdump").packets[1]?.layers[1]?.fields ?? {}, {
          "ip.src": "100.64.4.1",
        }),
      /in nothing else.*not so in packet 2/,
    ],
    [
      "an answer across the router",
      "lab-host-gw-routed",
      (run) => Object.assign(probeOf(run, "ping", "ping-across"), { received: 1 }),
      /client gets no answer from observer.*1 of 20/,
    ],
    [
      "a route to the subnet",
      "lab-host-gw-routed",
      (run) => stateIn(run).routes.push("10.244.0.0/16 via 100.64.4.60 dev eth0"),
      /No host has a route.*10\.244\.0\.0\/16 via 100\.64\.4\.60 dev eth0 \(host1\)/,
    ],
    [
      "an underlay that is broken itself",
      "lab-host-gw-routed",
      (run) => Object.assign(stateIn(run), { routes: [] }),
      /Each host has a route.*none to 100\.64\.4\.67\/32 \(host1\)/,
    ],
    [
      "hosts that are out of reach themselves",
      "lab-host-gw-routed",
      (run) => lose(run, "ping-hosts"),
      /host3 answers host1.*19 of 20/,
    ],
    [
      "a mode that is broken itself",
      "lab-host-gw-routed",
      (run) => lose(run, "ping-neighbour"),
      /server answers client/,
    ],
    ["a leak", "lab-host-gw", (run) => leak(run), /host1 eth0 looks as.*1,200 as expected, 3 not/],
    ["a lost reply", "lab-host-gw", (run) => lose(run, "ping"), /server answers client.*19 of 20/],
  ],
  unknown: [
    [
      "a lab that must work",
      "lab-host-gw-routed",
      (run) => Object.assign(run, { expectBroken: null }),
      /meant to join all its workloads/,
    ],
  ],
});
