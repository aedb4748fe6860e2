import { edit, leak, lose, stateIn } from "../../fixtures/claim-changes.ts";
import { testClaim } from "../../fixtures/claim-tests.ts";
import { outerHeader } from "../../fixtures/claims-bgp-changes.ts";

const mesh = "lab-calico-mesh";

testClaim("calico-no-bridge", {
  fails: [
    [
      "a bridge",
      mesh,
      (run) => stateIn(run).links.push({ ifname: "docker0", ifindex: 9, linkinfo: { info_kind: "bridge" } }),
      /is a bridge: docker0 \(host1\); none of 2 devices \(host2, host3\)/,
    ],
    [
      "a device of another pair",
      mesh,
      (run) => Object.assign(stateIn(run).links[1] ?? {}, { link_index: 8 }),
      /called cali.*client on none: 10\.244\.1\.0 dev cali01 scope link \(host1\)/,
    ],
    [
      "a route to a workload through a gateway",
      mesh,
      (run) => edit(run, "routes", (line) => line.replace("dev cali01", "via 10.244.1.9 dev cali01")),
      /called cali.*client on cali01: 10\.244\.1\.0 via/,
    ],
    [
      "no route to a workload",
      mesh,
      (run) => edit(run, "routes", (line) => line.replace("10.244.1.0 dev", "10.244.1.9 dev")),
      /client on cali01: no route to 10\.244\.1\.0 \(host1\)/,
    ],
    [
      "a route too many",
      mesh,
      (run) => stateIn(run).routes.push("10.244.1.9 dev cali01 scope link"),
      /client on cali01.* of 1 device and 2 routes \(host1\)/,
    ],
    [
      "another gateway of a workload",
      mesh,
      (run) =>
        Object.assign(stateIn(run).workloads[0] ?? {}, { routes: ["default via 10.244.1.1 dev eth0"] }),
      /sends all to 169\.254\.1\.1: default via 10\.244\.1\.1 dev eth0 \(host1\)/,
    ],
    [
      "another next hop",
      mesh,
      (run) => edit(run, "routes", (line) => line.replace("via 100.64.4.2", "via 100.64.4.3")),
      /next hop is the host.*10\.244\.2\.0\/26 via 100\.64\.4\.3 dev eth0 proto bird/,
    ],
    [
      "a route that BIRD did not make",
      mesh,
      (run) => edit(run, "routes", (line) => line.replace("dev eth0 proto bird", "dev eth0 proto static")),
      /next hop is the host.*proto static/,
    ],
    [
      "another device",
      mesh,
      (run) => edit(run, "routes", (line) => line.replace("dev eth0", "dev tunl0")),
      /next hop is the host.*dev tunl0/,
    ],
    ["an outer header", mesh, (run) => outerHeader(run), /in nothing else.*not so in packet 2/],
    ["a lost reply", mesh, (run) => lose(run, "ping"), /server answers client.*19 of 20/],
    ["a leak", mesh, (run) => leak(run), /host1 eth0 looks as.*1,200 as expected, 3 not/],
  ],
  failsInSeveral: [
    [
      "a block of others than the workloads",
      mesh,
      (run) => edit(run, "routes", (line) => line.replace("blackhole 10.244.1.0", "blackhole 10.244.1.64")),
      /blackhole 10\.244\.1\.64\/26 proto bird, no block has client \(host1\).*none to 10\.244\.1\.64\/26, .*\(host2/s,
    ],
  ],
  unknown: [
    [
      "no devices",
      mesh,
      (run) => Object.assign(stateIn(run), { links: [] }),
      /no route or device was recorded/,
    ],
    [
      "no routes",
      mesh,
      (run) => Object.assign(stateIn(run), { routes: [] }),
      /no route or device was recorded/,
    ],
    [
      "no routes of a workload",
      mesh,
      (run) => Object.assign(stateIn(run).workloads[0] ?? {}, { routes: [] }),
      /not recorded/,
    ],
  ],
});
