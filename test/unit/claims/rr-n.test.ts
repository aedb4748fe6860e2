import { expect, test } from "vitest";
import { session } from "../../fixtures/bgp.ts";
import { edit, judged, lose, stateIn } from "../../fixtures/claim-changes.ts";
import { testClaim } from "../../fixtures/claim-tests.ts";
import { drop, tell } from "../../fixtures/claims-bgp-changes.ts";

const rr = "lab-calico-rr";

testClaim("rr-n", {
  fails: [
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
  failsInSeveral: [
    [
      "a session of the mesh",
      rr,
      (run) => tell(run, "host4", (bgp) => [...bgp, session("Mesh_100_64_4_5", "100.64.4.5")]),
      /mesh is off.*Mesh_100_64_4_5 \(host4\).*Clients.*is with nobody of them \(host4\)/s,
    ],
    [
      "as many sessions as a mesh has",
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
  ],
  unknown: [
    [
      "no configuration of a host",
      rr,
      (run) => Object.assign(stateIn(run, "host5"), { birdConfiguration: null }),
      /configuration is missing/,
    ],
  ],
});

test("one client tells nothing about numbers", () => {
  const { odd } = judged("rr-n", rr, (run) => run.topology.hosts.splice(3));
  expect(odd.map(({ shows }) => shows)).toContain("with fewer than two clients a mesh has as many");
});
