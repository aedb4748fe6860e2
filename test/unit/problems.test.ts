import { describe, expect, it } from "vitest";
import { bridge } from "../../lib/cni/bridge.ts";
import { hostGw } from "../../lib/cni/flannel/backends/host-gw.ts";
import { udp } from "../../lib/cni/flannel/backends/udp.ts";
import { vxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { flannel } from "../../lib/cni/flannel/flannel.ts";
import { vethPairs } from "../../lib/cni/veth-pairs.ts";
import type { LabDeclaration } from "../../lib/model/declaration.ts";
import { problems } from "../../lib/model/problems/problems.ts";
import { cost } from "../../lib/probes/cost.ts";
import { iperf } from "../../lib/probes/iperf.ts";
import { ping } from "../../lib/probes/ping.ts";
import { declareProbe } from "../../lib/probes/problems.ts";
import { tcpdump } from "../../lib/probes/tcpdump.ts";
import { declaration, host, on, router, segment } from "../fixtures/declaration.ts";

/** Every complaint as users read it. */
const complaints = (change: Partial<LabDeclaration>) =>
  problems(declaration(change)).map(({ path, message }) => `[${path}] ${message}`);

const nameRule =
  'cannot be used: it becomes part of container names, host names and folders. Use 1 to 40 lower-case letters, digits and single hyphens, beginning with a letter, e.g. "lab-vxlan".';

describe("a lab is refused with whole sentences", () => {
  it("that is sound is not", () => {
    expect(complaints({})).toEqual([]);
  });

  it.each(["Host1", "a b", "x;y", "../up", "1st", "a--b", "", "x".repeat(41)])(
    "with the host name %j",
    (name) => {
      expect(
        complaints({ hosts: [host(1, "client", { name, path: "lab-test/h" }), host(2, "server")] }),
      ).toEqual([`[lab-test/h] host name ${JSON.stringify(name)} ${nameRule}`]);
    },
  );

  it("with veth pairs for one workload, which would have no address", () => {
    const modes = [{ mode: vethPairs(), path: "lab-test/veth" }];
    expect(complaints({ hosts: [host(1, "client")], modes, probes: [] })).toEqual([
      "[lab-test/veth] Veth pairs join workloads two by two, and the lab has one workload. Add a second, or use Bridge.",
    ]);
  });

  it("without hosts, and without a mode, all at once", () => {
    expect(complaints({ hosts: [], modes: [] })).toEqual([
      "[lab-test] The lab has no hosts. Add some, e.g. lab.hosts(3, { on: segment }).",
      '[lab-test] The lab has no CNI mode, so its workloads could not reach each other. Add one, e.g. new Flannel(lab, "flannel", { backend: vxlan() }).',
    ]);
  });

  it("with two modes", () => {
    const mode = flannel(vxlan());
    expect(
      complaints({
        modes: [
          { path: "lab-test/a", mode },
          { path: "lab-test/b", mode },
        ],
      }),
    ).toEqual([
      "[lab-test/b] The lab already has a CNI mode (lab-test/a). Keep one of the two; compare modes with one lab each.",
    ]);
  });

  it("with a virtual machine that is too small or too large", () => {
    const vm = { vcpus: 0, memory: 64, disk: 2 ** 40 };
    expect(complaints({ hosts: [host(1, "client", { kind: "vm", vm }), host(2, "server")] })).toEqual([
      "[lab-test/host1] vcpus 0 is out of range. Use a whole number from 1 to 64.",
      "[lab-test/host1] memory 64 is out of range. Use a whole number from 384 to 65536.",
      "[lab-test/host1] disk 1099511627776 is out of range. Use a whole number from 2048 to 1048576.",
    ]);
  });

  it("with a slot, an instance or a host number out of range", () => {
    expect(complaints({ slot: 64, instance: -1, hosts: [host(1, "client"), host(256, "server")] })).toEqual([
      "[lab-test] slot 64 is out of range. Use a whole number from 0 to 63.",
      "[lab-test] instance -1 is out of range. Use a whole number from 0 to 63.",
      "[lab-test/host256] host number 256 is out of range. Use a whole number from 1 to 255.",
    ]);
  });

  it("with two hosts of one number", () => {
    expect(complaints({ hosts: [host(1, "client"), host(1, "server", { name: "twin" })] })).toEqual([
      "[lab-test/twin] Address 100.65.0.1 is already used by lab-test/host1. Give one of the two another number or address.",
      "[lab-test/twin] Address 10.244.1.0/24 is already used by lab-test/host1. Give one of the two another number or address.",
    ]);
  });

  it("with an address that another host has", () => {
    const attachments = [{ segment: "underlay", address: "100.65.0.1" }];
    expect(complaints({ hosts: [host(1, "client"), host(2, "server", { attachments })] })).toEqual([
      "[lab-test/host2] Address 100.65.0.1 is already used by lab-test/host1. Give one of the two another number or address.",
    ]);
  });

  it("with an address outside its segment", () => {
    const attachments = [{ segment: "underlay", address: "100.65.0.62" }];
    expect(complaints({ hosts: [host(1, "client"), host(2, "server", { attachments })] })).toEqual([
      '[lab-test/host2] Address 100.65.0.62 is not a host address of segment "underlay" (100.65.0.0/26); its first, second-last and last address are taken by the network itself. Choose another, or leave address out.',
    ]);
  });

  it("with more hosts than a segment numbers", () => {
    expect(complaints({ hosts: [host(1, "client"), host(62, "server")] })).toEqual([
      '[lab-test/host62] Host number 62 does not fit segment "underlay" (100.65.0.0/26), which numbers 61 hosts. Give the segment a shorter prefixLength.',
    ]);
  });

  it("with a segment that nobody is on, one that does not fit and one that overlaps", () => {
    expect(
      complaints({
        segments: [
          segment(),
          segment({ name: "empty", prefixLength: 22 }),
          segment({ name: "pods", cidr: "10.244.7.0/24" }),
          segment({ name: "again", cidr: "10.244.7.128/25" }),
        ],
        hosts: [
          host(1, "client", {
            attachments: ["underlay", "pods", "again"].map((name) => ({ segment: name, address: undefined })),
          }),
          host(2, "server"),
        ],
      }),
    ).toEqual([
      "[lab-test/empty] No host is on this segment. Put one on it with { on: segment }, join two routers by it, or remove the segment.",
      "[lab-test/empty] A /22 segment no longer fits the lab's address block 100.65.0.0/22. Give the lab's segments a longer prefixLength, or this one a network of its own with cidr.",
      "[lab-test/pods] 10.244.7.0/24 overlaps 10.244.0.0/16 of the workloads. Give one of them another cidr, or the labs different slots.",
      "[lab-test/again] 10.244.7.128/25 overlaps 10.244.0.0/16 of the workloads. Give one of them another cidr, or the labs different slots.",
      "[lab-test/again] 10.244.7.128/25 overlaps 10.244.7.0/24 of lab-test/pods. Give one of them another cidr, or the labs different slots.",
    ]);
  });

  it("with a network that is none, and an MTU that leaves too little", () => {
    expect(complaints({ segments: [segment({ cidr: "10.0.0.1/24" })] })).toEqual([
      '[lab-test/underlay] "10.0.0.1/24" is not an IPv4 network. Write it as address/prefix length without host bits, e.g. "100.64.4.0/26".',
    ]);
    expect(complaints({ segments: [segment({ mtu: 600 })] })).toEqual([
      "[lab-test/underlay] MTU 600 leaves 550 bytes for workload packets after 50 bytes of flannel-vxlan; IPv4 needs at least 576. Use 626 or more.",
    ]);
  });

  it("with names that are taken or that nobody has", () => {
    const [client, ghost] = [
      { name: "client", host: "host1" },
      { name: "ghost", host: "host1" },
    ];
    expect(
      complaints({
        hosts: [host(1, "client"), host(2, "client")],
        probes: [
          declareProbe("lab-test/probe-a", iperf({ name: "a", from: client, to: client })),
          declareProbe(
            "lab-test/probe-b",
            tcpdump({ name: "a", on: { name: "host9" }, from: client, to: ghost }),
          ),
        ],
      }),
    ).toEqual([
      '[lab-test/host2/client] The name "client" is already used by lab-test/host1/client. Names of hosts, routers, workloads and probes are unique within a lab.',
      '[lab-test/probe-b] The name "a" is already used by lab-test/probe-a. Names of hosts, routers, workloads and probes are unique within a lab.',
      '[lab-test/probe-a] The probe goes from "client" to itself. Choose two different workloads.',
      '[lab-test/probe-b] There is no host, router or workload "host9" in this lab; did you mean "host1"? Known: host1, host2, client, client.',
      '[lab-test/probe-b] There is no workload "ghost" in this lab. Known: client, client.',
    ]);
  });

  it("that needs neighbours and has none", () => {
    const mode = { ...flannel(vxlan()), name: "flannel-test", needsL2: true };
    const attachments = [{ segment: "other", address: undefined }];
    expect(
      complaints({
        segments: [segment(), segment({ name: "other" })],
        hosts: [host(1, "client"), host(2, "server", { attachments })],
        routers: [router(1, "underlay", "other")],
        modes: [{ path: "lab-test/flannel", mode }],
      }),
    ).toEqual([
      "[lab-test/flannel] Mode flannel-test sends to next hops that must be neighbours, but no segment joins all hosts (segments: underlay, other). Put all hosts on one segment, choose a mode with a tunnel, e.g. flannel's vxlan, or say why the lab is meant to fail with expectBroken.",
    ]);
  });

  it("whose hosts no router joins, and who is left without etcd", () => {
    const apart = {
      segments: [segment(), segment({ name: "other" })],
      hosts: [host(1, "client"), host(2, "server", { attachments: on("other") })],
    };
    expect(complaints(apart)).toEqual([
      '[lab-test/host2] No way leads from this host (segments: other) to host1, which runs the lab\'s etcd. Put both on one segment, or join their segments with a router, e.g. lab.router("router1", { on: [left, right] }).',
    ]);
    expect(complaints({ ...apart, routers: [router(1, "underlay", "other")] })).toEqual([]);
  });

  it("with a router that joins nothing, and two with one address", () => {
    expect(complaints({ routers: [router(1, "underlay")] })).toEqual([
      "[lab-test/router1] The router is on 1 segment. Put it on two or more, e.g. { on: [left, right] }, or remove it.",
    ]);
    const segments = [segment(), segment({ name: "other" })];
    const twin = { ...router(1, "underlay", "other"), name: "twin", path: "lab-test/twin" };
    expect(complaints({ segments, routers: [router(1, "underlay", "other"), twin] })).toEqual([
      "[lab-test/twin] Address 100.65.0.61 is already used by lab-test/router1. Give one of the two another number or address.",
      "[lab-test/twin] Address 100.65.0.125 is already used by lab-test/router1. Give one of the two another number or address.",
    ]);
  });

  it("with a segment that one router alone is on, but not with a link between two", () => {
    const segments = [segment(), segment({ name: "link" }), segment({ name: "other" })];
    expect(
      complaints({ segments, routers: [router(1, "underlay", "link"), router(2, "link", "other")] }),
    ).toEqual([
      "[lab-test/other] No host is on this segment. Put one on it with { on: segment }, join two routers by it, or remove the segment.",
    ]);
  });

  it("with a segment on the way that is narrower than the hosts' own", () => {
    const segments = [segment(), segment({ name: "other", mtu: 1400 })];
    const hosts = [host(1, "client"), host(2, "server", { attachments: on("other") })];
    expect(complaints({ segments, hosts, routers: [router(1, "underlay", "other")] })).toEqual([
      "[lab-test/other] MTU 1400 is less than the 1500 bytes that host1 sends at most, so packets on their way through this segment would be fragmented or dropped. Give it an MTU of 1500 or more, or the hosts' segments one of 1400.",
    ]);
  });

  it("with impairments out of range", () => {
    expect(complaints({ segments: [segment({ impairment: { loss: 120, jitter: 3 } })] })).toEqual([
      "[lab-test/underlay] Impairment jitter 3 has no effect without delay. Give delay as well.",
      "[lab-test/underlay] Impairment loss 120 is out of range. Use a number from 0 to 100, in percent.",
    ]);
  });

  it("with two hosts and a mode for one, or a cost probe and a mode without a program", () => {
    const [from, to] = [
      { name: "client", host: "host1" },
      { name: "server", host: "host2" },
    ];
    expect(
      complaints({
        modes: [{ path: "lab-test/bridge", mode: bridge() }],
        probes: [declareProbe("lab-test/probe-cost", cost({ from, to }))],
      }),
    ).toEqual([
      "[lab-test/probe-cost] Mode bridge has no program of its own whose cost could be measured. Remove the probe, or choose a mode with one, e.g. flannel's udp.",
      "[lab-test/host2] Address 172.17.0.0/16 is already used by lab-test/host1. Give one of the two another number or address.",
      "[lab-test/bridge] Mode bridge joins the workloads of one host, but the lab has 2 hosts. Keep one host, or choose a mode that joins hosts, e.g. flannel's vxlan.",
    ]);
  });

  it("with options that its backend does not have, or that are out of range", () => {
    // Lab files are not type-checked when they run.
    const given = { directRouting: true } as object;
    const backends = [hostGw(given), udp({ ...given, port: 0 }), vxlan({ vni: 2 ** 24, port: 1.5 })];
    expect(
      backends.flatMap((backend) =>
        complaints({ modes: [{ path: "lab-test/flannel", mode: flannel(backend) }] }),
      ),
    ).toEqual([
      "[lab-test/flannel] flannel's host-gw backend has no option directRouting. It has: none. Remove the option, or choose a backend that has it.",
      "[lab-test/flannel] flannel's udp backend has no option directRouting. It has: port. Remove the option, or choose a backend that has it.",
      "[lab-test/flannel] Option port of flannel's udp backend is 0, which is out of range. Use a whole number from 1 to 65535.",
      "[lab-test/flannel] Option vni of flannel's vxlan backend is 16777216, which is out of range. Use a whole number from 1 to 9999999.",
      "[lab-test/flannel] Option port of flannel's vxlan backend is 1.5, which is out of range. Use a whole number from 1 to 65535.",
    ]);
  });

  it("that is expected to be broken and shows it nowhere, or shows it and gives no reason", () => {
    const silent = declareProbe(
      "lab-test/probe-ping",
      ping({
        from: { name: "client", host: "host1" },
        to: { name: "server", host: "host2" },
        expect: "silence",
      }),
    );
    expect(complaints({ expectBroken: "because" })).toEqual([
      '[lab-test] The lab is expected to be broken, but no probe shows it. Add one that expects silence, e.g. lab.probe(ping({ from, to, expect: "silence" })).',
    ]);
    expect(complaints({ probes: [silent] })).toEqual([
      "[lab-test/probe-ping] The probe expects silence, but nothing says that the lab is meant to be broken. Give the lab the reason with expectBroken, or let the probe expect replies.",
    ]);
    expect(complaints({ expectBroken: "because", probes: [silent] })).toEqual([]);
  });

  it("that captures where its machine is not", () => {
    const ends = { from: { name: "client", host: "host1" }, to: { name: "server", host: "host2" } };
    const spec = tcpdump({ on: { name: "host1" }, segment: { name: "right" }, ...ends });
    expect(complaints({ probes: [declareProbe("lab-test/probe-tcpdump", spec)] })).toEqual([
      '[lab-test/probe-tcpdump] host1 is not on segment "right", so nothing can be captured there. It is on: underlay.',
    ]);
  });
});
