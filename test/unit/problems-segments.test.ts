import { describe, expect, it } from "vitest";
import { complaints } from "../fixtures/complaints.ts";
import { host, on, router, segment } from "../fixtures/declaration.ts";

describe("the segments and routers of a lab are refused with whole sentences", () => {
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

  it("with more hosts than one of a host's segments numbers, whatever address it has on another", () => {
    const segments = [segment(), segment({ name: "other" })];
    const attachments = [
      { segment: "underlay", address: undefined },
      { segment: "other", address: "100.65.0.70" },
    ];
    expect(complaints({ segments, hosts: [host(1, "client"), host(62, "server", { attachments })] })).toEqual(
      [
        '[lab-test/host62] Host number 62 does not fit segment "underlay" (100.65.0.0/26), which numbers 61 hosts. Give the segment a shorter prefixLength.',
      ],
    );
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

  it("with a prefix length that its network has not", () => {
    const cidr = "10.1.0.0/24";
    expect(complaints({ segments: [segment({ cidr, prefixLength: 26 })] })).toEqual([
      "[lab-test/underlay] prefixLength is 26, but the segment's cidr is 10.1.0.0/24. Leave prefixLength out, or change cidr.",
    ]);
    expect(complaints({ segments: [segment({ cidr, prefixLength: 24 })] })).toEqual([]);
    expect(complaints({ segments: [segment({ cidr: "ten", prefixLength: 26 })] })).toHaveLength(1);
  });

  it("with a network that is none, and an MTU that leaves too little", () => {
    expect(complaints({ segments: [segment({ cidr: "10.0.0.1/24" })] })).toEqual([
      '[lab-test/underlay] "10.0.0.1/24" is not an IPv4 network. Write it as address/prefix length without host bits, e.g. "100.64.4.0/26".',
    ]);
    expect(complaints({ segments: [segment({ mtu: 600 })] })).toEqual([
      "[lab-test/underlay] MTU 600 leaves 550 bytes for workload packets after 50 bytes of flannel-vxlan; IPv4 needs at least 576. Use 626 or more.",
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
});
