import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../lib/results/run-record.ts";
import {
  edit,
  editTable,
  judged,
  lose,
  probeOf,
  runOf,
  setCost,
  stateIn,
} from "../fixtures/claim-changes.ts";

type Case = [what: string, lab: string, change: (run: RunRecord) => void, fact: RegExp];

/** Each change makes exactly one fact fail, the one whose text and figures match. */
const failures: Record<string, Case[]> = {
  "veth-pair": [
    ["a lost reply", "lab-veth", (run) => lose(run, "ping"), /server answers client.*19 of 20/],
    [
      "ends on the host's side",
      "lab-veth",
      (run) => stateIn(run).links.push({ ifname: "v", ifindex: 30, master: "docker0" }),
      /port of a bridge.*v of docker0/,
    ],
    [
      "a pair too few",
      "lab-veth",
      (run) => {
        run.topology.hosts[0]?.workloads.push({ name: "third", address: "10.244.1.4" });
        const [client] = stateIn(run).workloads;
        client?.links.push({ ifname: "eth1", ifindex: 8, link_index: 9, linkinfo: { info_kind: "veth" } });
        const eth0 = { ifname: "eth0", ifindex: 9, link_index: 8, linkinfo: { info_kind: "veth" } };
        stateIn(run).workloads.push({ ...third, links: [eth0] });
      },
      /2 pairs for 3 workloads, n\(n-1\)\/2 = 3/,
    ],
  ],
  bridge: [
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
  ],
  "udp-copies": [
    [
      "a device of another kind",
      "lab-udp",
      (run) => Object.assign(stateIn(run, "host2").links[1] ?? {}, { linkinfo: { info_kind: "vxlan" } }),
      /flannel0 is a TUN.*kind tun \(host1, host3\); kind vxlan \(host2\)/,
    ],
    [
      "nobody behind it",
      "lab-udp",
      (run) => Object.assign(stateIn(run), { tunnels: {} }),
      /other end.*no program holds it \(host1\)/,
    ],
    [
      "nobody on the port",
      "lab-udp",
      (run) => Object.assign(stateIn(run), { listeners: [] }),
      /nobody \(host1\)/,
    ],
    [
      "a leak",
      "lab-udp",
      (run) => Object.assign(probeOf(run, "tcpdump").counts ?? {}, { unexpected: 3 }),
      /1,200 as expected, 3 not/,
    ],
    [
      "another port on the wire",
      "lab-udp",
      (run) =>
        Object.assign(probeOf(run, "tcpdump").packets[1]?.layers[2]?.fields ?? {}, { "udp.dstport": "1" }),
      /On the wire.*not so in packet 2/,
    ],
    [
      "too little CPU time",
      "lab-udp",
      (run) => setCost(run, { agentUserSeconds: 0.05, agentSystemSeconds: 0.04 }),
      /0\.09 s \(user 0\.05 s, system 0\.04 s\) against none measurable \(below 0\.01 s\), at least 9 times/,
    ],
    [
      "too fast",
      "lab-udp",
      (run) => Object.assign(probeOf(run, "iperf").summary[0]?.bitsPerSecond ?? {}, { median: 3e9 }),
      /10\.5 Gbit\/s against 3 Gbit\/s, 3\.49 times/,
    ],
  ],
  "vxlan-kernel": [
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
  ],
  "host-gw": [
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
      "a mode that is broken itself",
      "lab-host-gw-routed",
      (run) => lose(run, "ping-neighbour"),
      /server answers client/,
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

test("two workloads on a bridge are no pair", () => {
  const { verdict, odd } = judged("veth-pair", "lab-veth", (run) => {
    stateIn(run).workloads = stateIn(runOf("lab-bridge")).workloads;
  });
  expect(verdict).toBe("fails");
  expect(odd.map(({ shows }) => shows)).toEqual([
    "not so in client, server (host1)",
    "0 pairs for 2 workloads, n(n-1)/2 = 1 (host1)",
  ]);
});

const third = { name: "third", routes: [], routeTable: [], neighbours: [] };
