import { describe, expect, it } from "vitest";
import { udp } from "../../lib/cni/flannel/backends/udp.ts";
import { vxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { liveCommand, packetLine } from "../../lib/probes/capture-text.ts";
import { tsharkLine } from "../fixtures/probing.ts";

const line = (fields: Readonly<Record<string, string>>) => tsharkLine(liveCommand(vxlan().wire), fields);

const echo = {
  "frame.time_epoch": "1774429201.500000123",
  "frame.protocols": "eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:icmp:data",
  "ip.src": "100.65.0.1,10.244.1.2",
  "ip.dst": "100.65.0.2,10.244.2.2",
  "ip.ttl": "64,63",
  "udp.srcport": "54317",
  "udp.dstport": "8472",
  "vxlan.vni": "1",
  "_ws.col.Protocol": "ICMP",
  "_ws.col.Info": "Echo (ping) request  id=0x0001, seq=1/256, ttl=63",
};

describe("a captured packet as a line", () => {
  it("has every header that the mode puts around it, and what is in it", () => {
    expect(packetLine(line(echo))).toBe(
      "09:00:01.500000  IPv4 100.65.0.1 → 100.65.0.2, TTL 64 | UDP port 54317 → 8472 | VXLAN VNI 1 | IPv4 10.244.1.2 → 10.244.2.2, TTL 63 | ICMP Echo (ping) request id=0x0001, seq=1/256, ttl=63",
    );
  });

  it("is what tshark says of it where it has no IP header", () => {
    const arp = {
      "frame.time_epoch": "1774429201.5",
      "frame.protocols": "eth:ethertype:arp",
      "_ws.col.Protocol": "ARP",
      "_ws.col.Info": "Who has 100.65.0.2? Tell 100.65.0.1",
    };
    expect(packetLine(line(arp))).toBe("09:00:01.500000  ARP Who has 100.65.0.2? Tell 100.65.0.1");
  });

  it("begins with IP on a device that has no link header", () => {
    const raw = {
      ...echo,
      "frame.protocols": "raw:ip:icmp:data",
      "ip.src": "10.244.1.2",
      "ip.dst": "10.244.2.2",
      "ip.ttl": "63",
    };
    expect(packetLine(line(raw))).toMatch(/^09:00:01.500000 {2}IPv4 10.244.1.2 → 10.244.2.2, TTL 63 \| ICMP/);
  });

  it("moves no cursor, whatever the packet holds", () => {
    const shown = packetLine(line({ ...echo, "_ws.col.Info": "GET /\u001b[2J\u202e" }));
    expect(shown).toMatch(/ICMP GET \/\uFFFD\[2J\uFFFD$/);
  });

  it("is told of whose port a tunnel is by the mode", () => {
    expect(liveCommand(udp().wire).join(" ")).toContain("-d udp.port==8285,ip");
    expect(liveCommand(vxlan({ port: 4789 }).wire).join(" ")).toContain("-d udp.port==4789,vxlan");
  });
});
