import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../lib/results/run-record.ts";
import { session } from "../fixtures/bgp.ts";
import { edit, judged, lose, stateIn } from "../fixtures/claim-changes.ts";
import { drop, outerHeader, tell } from "../fixtures/claims-bgp-changes.ts";

type Case = [what: string, lab: string, change: (run: RunRecord) => void, fact: RegExp];

const mesh = "lab-calico-mesh";
const rr = "lab-calico-rr";

/** Each change makes exactly one fact fail, the one whose text and figures match. */
const failures: Record<string, Case[]> = {
  "calico-no-bridge": [
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
  ],
  "rr-n": [
    [
      "another next hop",
      rr,
      (run) => edit(run, "routes", (line) => line.replace("via 100.64.4.3", "via 100.64.4.2")),
      /and no reflector.*10\.244\.3\.0\/26 via 100\.64\.4\.2/,
    ],
    [
      "a lost session",
      rr,
      (run) => drop(run, "host4"),
      /Clients.*Node_100_64_4_1 is not Established \(host4\)/,
    ],
    [
      "a lost session of a reflector",
      rr,
      (run) => drop(run, "host1"),
      /A reflector has.*Node_100_64_4_2 is not Established \(host1\)/,
    ],
    ["a lost reply", rr, (run) => lose(run, "ping"), /server answers client.*19 of 20/],
  ],
};

describe.each(Object.entries(failures))("%s fails for", (id, cases) => {
  test.each(cases)("%s", (_, lab, change, fact) => {
    const { verdict, odd } = judged(id, lab, change);
    expect(verdict).toBe("fails");
    expect(odd.map(({ what, shows }) => `${what}: ${shows}`)).toEqual([expect.stringMatching(fact)]);
  });
});

/** What makes several facts fail at once. */
const several: Case[] = [
  [
    "mesh-n2",
    mesh,
    (run) => drop(run, "host1"),
    /not Established \(host1\).*2 of 3 sessions for 3 hosts, N\(N-1\)\/2 = 3/s,
  ],
  [
    "mesh-n2",
    mesh,
    (run) => tell(run, "host1", (bgp) => bgp.slice(1)),
    /1 session; not one with host2.*2 of 3/s,
  ],
  [
    "calico-no-bridge",
    mesh,
    (run) => edit(run, "routes", (line) => line.replace("blackhole 10.244.1.0", "blackhole 10.244.1.64")),
    /blackhole 10\.244\.1\.64\/26 proto bird, no block has client \(host1\).*none to 10\.244\.1\.64\/26, .*\(host2/s,
  ],
  [
    "rr-n",
    rr,
    (run) => tell(run, "host4", (bgp) => [...bgp, session("Mesh_100_64_4_5", "100.64.4.5")]),
    /mesh is off.*Mesh_100_64_4_5 \(host4\).*Clients.*is with nobody of them \(host4\)/s,
  ],
  [
    "rr-n",
    rr,
    (run) =>
      ["Node_100_64_4_3", "Node_100_64_4_4", "Node_100_64_4_5"].forEach((name, index) => {
        const clients = ["host4", "host5", "host3"];
        tell(run, clients[index] ?? "", (bgp) => [
          ...bgp,
          session(name, name.slice("Node_".length).replaceAll("_", ".")),
        ]);
      }),
    /Clients.*10 sessions for 5 hosts with 2 reflectors, 2N = 10, N\(N-1\)\/2 = 10/s,
  ],
];

test.each(several)("%s in %s fails in more than one place", (id, lab, change, facts) => {
  const { verdict, odd } = judged(id, lab, change);
  expect(verdict).toBe("fails");
  expect(odd.map(({ what, shows }) => `${what}: ${shows}`).join("\n")).toMatch(facts);
});
