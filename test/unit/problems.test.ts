import { describe, expect, it } from "vitest";
import { vxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { flannel } from "../../lib/cni/flannel/flannel.ts";
import type { LabDeclaration } from "../../lib/model/declaration.ts";
import { problems } from "../../lib/model/problems.ts";
import { iperf } from "../../lib/probes/iperf.ts";
import { tcpdump } from "../../lib/probes/tcpdump.ts";
import { declaration, host, segment } from "../fixtures/declaration.ts";

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
      "[lab-test/empty] No host is on this segment. Put one on it with { on: segment }, or remove the segment.",
      "[lab-test/empty] A /22 segment no longer fits the lab's address block 100.65.0.0/22. Give the lab's segments a longer prefixLength, or this one a network of its own with cidr.",
      "[lab-test/pods] 10.244.7.0/24 overlaps 10.244.0.0/16 of the workloads of every lab. Give one of them another cidr, or the labs different slots.",
      "[lab-test/again] 10.244.7.128/25 overlaps 10.244.0.0/16 of the workloads of every lab. Give one of them another cidr, or the labs different slots.",
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
          { path: "lab-test/probe-a", spec: iperf({ name: "a", from: client, to: client }) },
          {
            path: "lab-test/probe-b",
            spec: tcpdump({ name: "a", on: { name: "host9" }, from: client, to: ghost }),
          },
        ],
      }),
    ).toEqual([
      '[lab-test/host2/client] The name "client" is already used by lab-test/host1/client. Names of hosts, workloads and probes are unique within a lab.',
      '[lab-test/probe-b] The name "a" is already used by lab-test/probe-a. Names of hosts, workloads and probes are unique within a lab.',
      '[lab-test/probe-a] The probe goes from "client" to itself. Choose two different workloads.',
      '[lab-test/probe-b] There is no host "host9" in this lab. Known: host1, host2.',
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
        modes: [{ path: "lab-test/flannel", mode }],
      }),
    ).toEqual([
      "[lab-test/flannel] Mode flannel-test sends to next hops that must be neighbours, but no segment joins all hosts (segments: underlay, other). Put all hosts on one segment, or choose a mode with a tunnel, e.g. flannel's vxlan.",
    ]);
  });
});
