import { edit, leak, probeOf, setCost, stateIn } from "../../fixtures/claim-changes.ts";
import { testClaim } from "../../fixtures/claim-tests.ts";

testClaim("vxlan-kernel", {
  fails: [
    [
      "a device of another kind",
      "lab-vxlan",
      (run) => Object.assign(stateIn(run).links[2] ?? {}, { linkinfo: { info_kind: "tun" } }),
      /flannel\.1 is a VXLAN.*kind tun \(host1\)/,
    ],
    [
      "a program on the port",
      "lab-vxlan",
      (run) =>
        Object.assign(stateIn(run), {
          listeners: ['UNCONN 0 0 0.0.0.0:8472 0.0.0.0:* users:(("x",pid=1,fd=1))'],
        }),
      /no program does.*x \(host1\)/,
    ],
    [
      "CPU time",
      "lab-vxlan",
      (run) => setCost(run, { agentSystemSeconds: 0.03 }),
      /at most 0\.02 s.*system 0\.03 s/,
    ],
    ["no softirq", "lab-vxlan", (run) => setCost(run, { softirqSeconds: 0 }), /softirq.*none measurable/],
    [
      "no permanent neighbour",
      "lab-vxlan",
      (run) => edit(run, "neighbours", (line) => line.replace("PERMANENT", "STALE")),
      /neighbour entry.*0 for 2 peers; wrong for host2, host3 \(host1\)/,
    ],
    [
      "another MAC address",
      "lab-vxlan",
      (run) => edit(run, "fdb", (line) => line.replace("d6:", "d8:")),
      /FDB entry.*2 for 2 peers; wrong for host2 \(host1\)/,
    ],
    [
      "a peer twice",
      "lab-vxlan",
      (run) => stateIn(run).fdb.push("00:00:00:00:00:01 dev flannel.1 dst 100.64.4.2 self permanent"),
      /FDB entry.*3 for 2 peers; wrong for host2 \(host1\)/,
    ],
    ["a leak", "lab-vxlan", (run) => leak(run), /host1 eth0 looks as.*1,204 as expected, 3 not/],
    [
      "another port on the wire",
      "lab-vxlan",
      (run) =>
        Object.assign(probeOf(run, "tcpdump").packets[1]?.layers[2]?.fields ?? {}, { "udp.dstport": "1" }),
      /On the wire.*not so in packet 2/,
    ],
  ],
});
