import { describe, expect, it } from "vitest";
import { bridge } from "../../lib/cni/bridge.ts";
import { hostGw } from "../../lib/cni/flannel/backends/host-gw.ts";
import { udp } from "../../lib/cni/flannel/backends/udp.ts";
import { vxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { flannel } from "../../lib/cni/flannel/flannel.ts";
import { vethPairs } from "../../lib/cni/veth-pairs.ts";
import { type LabClaimId, labClaimIds } from "../../lib/model/claim-ids.ts";
import { cost } from "../../lib/probes/cost.ts";
import { iperf } from "../../lib/probes/iperf.ts";
import { ping } from "../../lib/probes/ping.ts";
import { declareProbe } from "../../lib/probes/problems.ts";
import { tcpdump } from "../../lib/probes/tcpdump.ts";
import { complaints } from "../fixtures/complaints.ts";
import { host, router, segment } from "../fixtures/declaration.ts";

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
      "[lab-test/probe-cost] Mode bridge has no program of its own whose cost could be measured. Take the probe iperf in its place, which shows the CPU that iperf3 takes at both ends, or choose a mode with a program, e.g. flannel's udp.",
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

  it("that lists what is no claim, what its run cannot show, or a claim twice", () => {
    const ends = { from: { name: "client", host: "host1" }, to: { name: "server", host: "host2" } };
    const probes = [declareProbe("lab-test/probe-ping", ping(ends))];
    const listing = (...claims: unknown[]) => complaints({ claims: claims as LabClaimId[], probes });
    expect(listing("bridge", "mesh-n2")).toEqual([]);
    const known = labClaimIds.join(", ");
    expect(listing("bridge", "brigde", undefined, "ipip-vxlan", "bridge", "bridge")).toEqual([
      `[lab-test] There is no claim "brigde"; did you mean "bridge"? Known: ${known}.`,
      `[lab-test] There is no claim undefined. Known: ${known}.`,
      '[lab-test] Claim "ipip-vxlan" sets labs against each other, which the run of one lab cannot show. Remove it: "npx underlay compare" probes labs in turns, and "npx underlay claims" judges it by that.',
      '[lab-test] Claim "bridge" is listed twice. Keep one of the two.',
      '[lab-test] Claim "bridge" is listed twice. Keep one of the two.',
    ]);
    expect(complaints({ claims: "bridge" as unknown as [], probes })).toEqual([
      '[lab-test] claims is "bridge". Use a list of claims, e.g. ["vxlan-kernel"].',
    ]);
    expect(complaints({ claims: ["bridge"] })).toEqual([
      "[lab-test] The lab lists claims, but has no probe that they could be judged by. Add those that docs/claims.md names.",
    ]);
  });

  it("that captures where its machine is not", () => {
    const ends = { from: { name: "client", host: "host1" }, to: { name: "server", host: "host2" } };
    const spec = tcpdump({ on: { name: "host1" }, segment: { name: "right" }, ...ends });
    expect(complaints({ probes: [declareProbe("lab-test/probe-tcpdump", spec)] })).toEqual([
      '[lab-test/probe-tcpdump] host1 is not on segment "right", so nothing can be captured there. It is on: underlay.',
    ]);
  });
});
