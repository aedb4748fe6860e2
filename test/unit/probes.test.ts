import { describe, expect, it } from "vitest";
import { vxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { droppedByKernel, judge, tsharkCommand } from "../../lib/probes/capture.ts";
import { clientCommand, iperf, readReport, serverCommand, timeLimit } from "../../lib/probes/iperf.ts";
import { pingCommand, readPing } from "../../lib/probes/ping.ts";

const ends = { from: { name: "client", host: "host1" }, to: { name: "server", host: "host2" } };

describe("iperf3", () => {
  it("is called with bounds on everything", () => {
    const spec = iperf(ends);
    expect(timeLimit(spec)).toBe(19);
    expect(clientCommand(spec, 8, "10.244.2.2", 19).join(" ")).toBe(
      "timeout 19 iperf3 --client 10.244.2.2 --port 5201 --json --time 3 --omit 1 --parallel 8 --connect-timeout 3000",
    );
    expect(serverCommand(19).join(" ")).toBe("timeout 19 iperf3 --server --one-off --port 5201");
  });

  const end = {
    sum_sent: { bits_per_second: 11e9, retransmits: 3 },
    sum_received: { bits_per_second: 10e9, bytes: 3.75e9, seconds: 3 },
    cpu_utilization_percent: { host_total: 51.5, remote_total: 60.25 },
  };

  it("takes what the server received as the result", () => {
    expect(readReport(JSON.stringify({ start: {}, end }))).toEqual({
      status: "ok",
      bitsPerSecond: 10e9,
      sentBitsPerSecond: 11e9,
      bytes: 3.75e9,
      seconds: 3,
      retransmits: 3,
      cpuPercent: { client: 51.5, server: 60.25 },
    });
  });

  it.each([
    ["", "iperf3 printed no report: (nothing)"],
    ["Killed", "iperf3 printed no report: Killed"],
    [
      '{"error": "unable to connect to server: Connection refused"}',
      "iperf3: unable to connect to server: Connection refused",
    ],
    ['{"end": {}}', "iperf3's report has no end"],
    [
      JSON.stringify({ end: { ...end, sum_received: { ...end.sum_received, bytes: 0 } } }),
      "iperf3's server received nothing",
    ],
  ])("says why %j is no figure", (text, reason) => {
    expect(readReport(text)).toEqual({ status: "failed", reason });
  });

  it("says null, not zero, where the kernel does not count retransmits", () => {
    const report = { end: { ...end, sum_sent: { bits_per_second: 11e9 } } };
    expect(readReport(JSON.stringify(report))).toMatchObject({ status: "ok", retransmits: null });
  });
});

describe("ping", () => {
  it("ends by itself", () => {
    expect(pingCommand({ count: 20, interval: 0.1 }, "10.0.0.1").join(" ")).toBe(
      "ping -n -c 20 -i 0.1 -W 1 -w 12 10.0.0.1",
    );
  });

  it("reads replies, loss and duplicates", () => {
    const text = `PING 10.244.2.2 (10.244.2.2) 56(84) bytes of data.
64 bytes from 10.244.2.2: icmp_seq=1 ttl=62 time=0.123 ms
64 bytes from 10.244.2.2: icmp_seq=1 ttl=62 time=0.140 ms (DUP!)
64 bytes from 10.244.2.2: icmp_seq=3 ttl=62 time=1.5 ms

--- 10.244.2.2 ping statistics ---
3 packets transmitted, 2 received, +1 duplicates, 33.3333% packet loss, time 40ms
`;
    expect(readPing(text)).toEqual({
      transmitted: 3,
      received: 2,
      samples: [
        { sequence: 1, ttl: 62, milliseconds: 0.123 },
        { sequence: 3, ttl: 62, milliseconds: 1.5 },
      ],
    });
  });

  it("knows nothing of a ping that never began", () => {
    expect(readPing("ping: connect: Network is unreachable")).toEqual({
      transmitted: null,
      received: null,
      samples: [],
    });
  });
});

describe("a capture", () => {
  const { wire } = vxlan();
  const about = { wire, network: "10.244.0.0/16", from: "10.244.1.2", to: "10.244.2.2" };

  /** A line as tshark prints it for these fields. */
  function line(fields: Record<string, string>): string {
    const asked = tsharkCommand(wire);
    const columns = asked.flatMap((word, index) => (asked[index - 1] === "-e" ? [word] : []));
    return columns.map((column) => fields[column] ?? "").join("\t");
  }

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

  it("is decoded as the mode says", () => {
    expect(tsharkCommand(wire).join(" ")).toContain("-d udp.port==8472,vxlan");
    const { counts, directions, packets } = judge(line(encapsulated), about);
    expect(counts).toEqual({ expected: 1, bare: 0, other: 0 });
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
  });

  it("tells a leak, another network's VXLAN and strangers apart", () => {
    const bare = {
      "frame.protocols": "eth:ethertype:ip:tcp",
      "ip.src": "10.244.1.2",
      "ip.dst": "10.244.2.2",
    };
    const strange = { "frame.protocols": "eth:ethertype:arp" };
    const lines = [encapsulated, bare, { ...encapsulated, "vxlan.vni": "7" }, strange].map(line).join("\n");
    expect(judge(`${lines}\n`, about).counts).toEqual({ expected: 1, bare: 2, other: 1 });
  });

  it("counts the way back as such", () => {
    const back = { ...encapsulated, "ip.src": "100.65.0.2,10.244.2.2", "ip.dst": "100.65.0.1,10.244.1.2" };
    expect(judge(line(back), about).directions).toEqual({ there: 0, back: 1 });
  });

  it("keeps only the first packets", () => {
    const many = Array.from({ length: 5 }, () => line(encapsulated)).join("\n");
    expect(judge(many, about, 2).packets).toHaveLength(2);
    expect(judge(many, about, 2).counts.expected).toBe(5);
  });

  it("knows what tcpdump lost", () => {
    expect(droppedByKernel("2000 packets captured\n3 packets dropped by kernel\n")).toBe(3);
    expect(droppedByKernel("")).toBeNull();
  });
});
