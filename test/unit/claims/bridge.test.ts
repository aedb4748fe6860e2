import { editTable, lose, stateIn } from "../../fixtures/claim-changes.ts";
import { testClaim } from "../../fixtures/claim-tests.ts";

testClaim("bridge", {
  fails: [
    [
      "a lost reply of the host",
      "lab-bridge",
      (run) => lose(run, "ping-host"),
      /host1 answers client.*19 of 20/,
    ],
    [
      "another bridge",
      "lab-bridge",
      (run) => Object.assign(stateIn(run).links[1] ?? {}, { master: "br0" }),
      /docker0.*client on none, server on veth5d6e7f8/,
    ],
    [
      "another gateway",
      "lab-bridge",
      (run) => editTable(run, (table) => table.map((line) => line.replace("172.17.0.1 ", "172.17.0.254 "))),
      /route table of client.*line 2 is not: default 172\.17\.0\.1 0\.0\.0\.0 UG 0 0 0 eth0$/s,
    ],
    [
      "a further route",
      "lab-bridge",
      (run) => editTable(run, (table) => [...table, "10.0.0.0 0.0.0.0 255.0.0.0 U 0 0 0 eth1"]),
      /line 4 is not: the table ends before it$/,
    ],
    [
      "a route too few",
      "lab-bridge",
      (run) => editTable(run, (table) => table.slice(0, 3)),
      /line 3 is not: 172/,
    ],
    [
      "a lost reply of a workload",
      "lab-bridge",
      (run) => lose(run, "ping"),
      /server answers client.*19 of 20/,
    ],
    [
      "a table of the other workload",
      "lab-bridge",
      (run) => Object.assign(stateIn(run).workloads[1] ?? {}, { routeTable: ["none"] }),
      /route table of server.*line 1 is not: Destination/s,
    ],
  ],
});
