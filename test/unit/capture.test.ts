import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FlannelBackend } from "../../lib/cni/flannel/backend.ts";
import { hostGw } from "../../lib/cni/flannel/backends/host-gw.ts";
import { udp } from "../../lib/cni/flannel/backends/udp.ts";
import { vxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { wireguard } from "../../lib/cni/flannel/backends/wireguard.ts";
import { flannel } from "../../lib/cni/flannel/flannel.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { captureFilter, droppedByKernel, judge, tsharkCommand } from "../../lib/probes/capture.ts";
import { tcpdump, wiresAt } from "../../lib/probes/tcpdump.ts";
import { declaration, host, on, router, segment } from "../fixtures/declaration.ts";
import { probing, tsharkLine } from "../fixtures/probing.ts";

/** Two neighbours (client, neighbour) and a host behind a router (server). */
const labWith = (backend: FlannelBackend) =>
  resolveLab(
    declaration({
      segments: [segment({ name: "left" }), segment({ name: "right" })],
      hosts: [
        host(1, "client", { attachments: on("left") }),
        host(2, "neighbour", { attachments: on("left") }),
        host(3, "server", { attachments: on("right") }),
      ],
      routers: [router(1, "left", "right")],
      modes: [{ path: "lab-test/flannel", mode: flannel(backend) }],
    }),
  );
const client = { name: "client", host: "host1" };
const neighbour = { name: "neighbour", host: "host2" };
const server = { name: "server", host: "host3" };

const judged = (backend: FlannelBackend, packets: Record<string, string>[], to = neighbour, shown?: number) =>
  judge(
    `${packets.map((packet) => tsharkLine(tsharkCommand(backend.wire), packet)).join("\n")}\n`,
    labWith(backend),
    backend.wire,
    { from: client, to },
    shown,
  );

const encapsulated = {
  "frame.number": "1",
  "frame.len": "148",
  "frame.protocols": "eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:icmp:data",
  "eth.src": "02:00:00:00:00:01,0a:00:00:00:00:01",
  "eth.dst": "02:00:00:00:00:02,0a:00:00:00:00:02",
  "ip.src": "100.65.0.1,10.244.1.2",
  "ip.dst": "100.65.0.2,10.244.2.2",
  "ip.ttl": "64,63",
  "udp.srcport": "54317",
  "udp.dstport": "8472",
  "vxlan.vni": "1",
  "icmp.type": "8",
  "icmp.seq": "1",
};
const across = { ...encapsulated, "ip.src": "100.65.0.1,10.244.1.2", "ip.dst": "100.65.0.67,10.244.3.2" };
const bare = { "frame.protocols": "eth:ethertype:ip:tcp", "ip.src": "10.244.1.2", "ip.dst": "10.244.2.2" };

describe("a capture", () => {
  it("is decoded as the mode says, header by header", () => {
    expect(tsharkCommand(vxlan().wire).join(" ")).toContain("-d udp.port==8472,vxlan");
    const { counts, directions, packets } = judged(vxlan(), [encapsulated]);
    expect(counts).toEqual({ expected: 1, unexpected: 0, other: 0 });
    expect(directions).toEqual({ there: 1, back: 0 });
    expect(packets[0]?.layers.map(({ protocol, summary }) => `${protocol}: ${summary}`)).toEqual([
      "eth: 02:00:00:00:00:01 → 02:00:00:00:00:02",
      "ip: 100.65.0.1 → 100.65.0.2, TTL 64",
      "udp: port 54317 → 8472",
      "vxlan: VNI 1",
      "eth: 0a:00:00:00:00:01 → 0a:00:00:00:00:02",
      "ip: 10.244.1.2 → 10.244.2.2, TTL 63",
      "icmp: echo request, sequence 1",
      "data: ",
    ]);
    expect(packets[0]?.layers[5]?.fields).toEqual({
      "ip.src": "10.244.1.2",
      "ip.dst": "10.244.2.2",
      "ip.ttl": "63",
    });
  });

  it("tells a leak, another network's VXLAN and strangers apart", () => {
    const strange = { "frame.protocols": "eth:ethertype:arp" };
    const packets = [encapsulated, bare, { ...encapsulated, "vxlan.vni": "7" }, strange];
    expect(judged(vxlan(), packets).counts).toEqual({ expected: 1, unexpected: 2, other: 1 });
  });

  it("tells a question by ARP from its answer", () => {
    const arp = (opcode: string, src: string, dst: string) => ({
      ...{ "frame.protocols": "eth:ethertype:arp", "arp.opcode": opcode },
      ...{ "arp.src.proto_ipv4": src, "arp.dst.proto_ipv4": dst },
    });
    const asked = [arp("1", "100.65.0.1", "100.65.0.2"), arp("2", "100.65.0.2", "100.65.0.1")];
    expect(judged(vxlan(), asked).packets.map(({ layers }) => layers[1]?.summary)).toEqual([
      "100.65.0.1 asks for 100.65.0.2",
      "100.65.0.2 answers 100.65.0.1",
    ]);
  });

  const back = { ...encapsulated, "ip.src": "100.65.0.2,10.244.2.2", "ip.dst": "100.65.0.1,10.244.1.2" };

  it("counts the way back as such, and keeps only the first packets", () => {
    expect(judged(vxlan(), [back]).directions).toEqual({ there: 0, back: 1 });
    const many = judged(vxlan(), Array(5).fill(encapsulated), neighbour, 2);
    expect(many.packets).toHaveLength(2);
    expect(many.counts.expected).toBe(5);
  });

  describe("keeps", () => {
    const tcp = { ...encapsulated, "frame.protocols": "eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:tcp" };
    const leak = { ...bare, "ip.src": "10.244.3.2" };
    /** Which of these are kept, by number. */
    const kept = (packets: Record<string, string>[], most = 6, ends = { from: client, to: neighbour }) => {
      const numbered = packets.map((packet, index) => ({ ...packet, "frame.number": String(index + 1) }));
      const lines = numbered.map((packet) => tsharkLine(tsharkCommand(vxlan().wire), packet)).join("\n");
      return judge(lines, labWith(vxlan()), vxlan().wire, ends, most).packets.map(({ number }) => number);
    };
    const many = (packet: Record<string, string>, times = 20) => Array(times).fill(packet);

    it("those between the two workloads and the leaks before what others said meanwhile, all in their order", () => {
      expect(kept([...many(across, 9), encapsulated, leak, across, back])).toEqual([1, 2, 3, 10, 11, 13]);
    });

    it("leaks that come late, and the packets between the workloads beside many leaks", () => {
      expect(kept([...many(encapsulated), leak, leak, leak])).toEqual([1, 2, 3, 4, 21, 22]);
      expect(kept([...many(leak), encapsulated, back])).toEqual([1, 2, 3, 4, 21, 22]);
      expect(kept(many(leak))).toHaveLength(6);
    });

    it("the echo requests of a trace beside a stream between the same ends", () => {
      expect(kept([...many(tcp), encapsulated, back])).toEqual([1, 2, 3, 4, 21, 22]);
    });

    it("those between the workloads that leak themselves", () => {
      expect(kept([...many(leak), bare])).toContain(21);
    });

    it("those of a host by itself, which come from its tunnel's address", () => {
      const ends = { from: { name: "host1", host: "host1" }, to: neighbour };
      const own = { ...encapsulated, "ip.src": "100.65.0.1,10.244.1.0" };
      expect(kept([...many(encapsulated), own], 6, ends)).toContain(21);
    });
  });

  it("expects bare packets between neighbours and a tunnel across, where the mode says so (F10)", () => {
    const direct = vxlan({ directRouting: true });
    expect(judged(direct, [bare]).counts.expected).toBe(1);
    expect(judged(direct, [encapsulated]).counts.unexpected).toBe(1);
    expect(judged(direct, [across], server)).toMatchObject({
      counts: { expected: 1 },
      directions: { there: 1 },
    });
    expect(judged(direct, [{ ...bare, "ip.dst": "10.244.3.2" }], server).counts.unexpected).toBe(1);
    expect(captureFilter(direct.wire, labWith(direct))).toBe("(net 10.244.0.0/16) or (udp port 8472)");
  });

  it("takes a host that talks to a workload by itself for no leak, and a stranger for one", () => {
    const fromHost = { ...bare, "ip.src": "100.65.0.1" };
    expect(judged(hostGw(), [fromHost]).counts).toEqual({ expected: 1, unexpected: 0, other: 0 });
    expect(judged(hostGw(), [{ ...bare, "ip.src": "100.65.0.9" }]).counts.unexpected).toBe(1);
    expect(judged(vxlan(), [fromHost]).counts.unexpected).toBe(1);
  });

  it("reads IP in UDP, and knows the ends of encrypted packets by their hosts", () => {
    const inUdp = {
      ...encapsulated,
      "frame.protocols": "eth:ethertype:ip:udp:ip:icmp",
      "udp.dstport": "8285",
    };
    expect(judged(udp(), [inUdp]).counts.expected).toBe(1);
    const sealed = {
      "frame.protocols": "eth:ethertype:ip:udp:wg",
      "ip.src": "100.65.0.2",
      "ip.dst": "100.65.0.1",
      "udp.dstport": "51820",
    };
    expect(judged(wireguard(), [sealed])).toMatchObject({ counts: { expected: 1 }, directions: { back: 1 } });
    expect(judged(wireguard(), [{ ...sealed, "ip.src": "100.65.0.9" }]).counts.other).toBe(1);
    expect(judged(wireguard(), [bare]).counts.unexpected).toBe(1);
  });

  it("expects the workload's own packets inside it and on a device that is named, the mode's on the underlay", () => {
    const lab = labWith(vxlan());
    const layers = (options: { on: { name: string }; device?: string }) =>
      wiresAt(lab, tcpdump({ ...options, from: client, to: server })).routed.layers;
    expect(layers({ on: client })).toEqual(["eth", "ip"]);
    expect(layers({ on: { name: "host1" }, device: "docker0" })).toEqual(["eth", "ip"]);
    expect(layers({ on: { name: "router1" } })).toContain("vxlan");
  });

  it("takes the workload's own packet for such on a device without Ethernet as well: a TUN, ipip or wireguard one", () => {
    const raw = { ...bare, "frame.protocols": "raw:ip:icmp:data" };
    const { counts, directions, packets } = judged(hostGw(), [raw]);
    expect([counts.expected, directions.there]).toEqual([1, 1]);
    expect(packets[0]?.layers.map(({ protocol }) => protocol)).toEqual(["ip", "icmp", "data"]);
    expect(judged(vxlan(), [raw]).counts.unexpected).toBe(1);
    expect(judged(udp(), [raw]).counts.unexpected).toBe(1);
  });

  it("is decoded in a container that goes with the lab, also when it is killed before it begins", async () => {
    const { bench, commands, context } = probing(() => "");
    writeFileSync(join(context.folder, "tcpdump.pcap"), "");
    await bench.decode("tcpdump.pcap", tsharkCommand(vxlan().wire));
    expect(commands).toEqual([expect.stringContaining("--label underlay.lab=lab-test")]);
  });

  it("knows what tcpdump lost", () => {
    expect(droppedByKernel("2000 packets captured\n3 packets dropped by kernel\n")).toBe(3);
    expect(droppedByKernel("")).toBeNull();
  });
});
