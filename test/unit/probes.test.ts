import { describe, expect, it } from "vitest";
import { clientCommand, serverCommand } from "../../lib/probes/iperf3.ts";
import { pingCommand, pingComplaint, readPing } from "../../lib/probes/ping.ts";
import { readReport } from "../../lib/probes/tcp-load.ts";

describe("iperf3", () => {
  it("is called with bounds on everything", () => {
    expect(clientCommand("10.244.2.2", ["--time", "3"], 19).join(" ")).toBe(
      "timeout 19 iperf3 --client 10.244.2.2 --port 5201 --json --time 3 --connect-timeout 3000",
    );
    expect(serverCommand(19).join(" ")).toBe("timeout 19 iperf3 --server --one-off --forceflush --port 5201");
  });

  const asked = { streams: 2, seconds: 3 };
  const start = { connected: [{}, {}] };
  const end = {
    sum_sent: { bits_per_second: 11e9, retransmits: 3 },
    sum_received: { bits_per_second: 10e9, bytes: 3.75e9, seconds: 3 },
    cpu_utilization_percent: { host_total: 51.5, remote_total: 60.25 },
  };

  it("takes what the server received as the result", () => {
    expect(readReport(JSON.stringify({ start, end }), asked)).toEqual({
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
      "iperf3 received nothing",
    ],
    [JSON.stringify({ end }), "iperf3 had 0 streams; 2 were asked for"],
    [
      JSON.stringify({ start, end: { ...end, sum_received: { ...end.sum_received, seconds: 0.4 } } }),
      "iperf3 measured 0.4 s; 3 s were asked for",
    ],
  ])("says why %j is no figure", (text, reason) => {
    expect(readReport(text, asked)).toEqual({ status: "failed", reason });
  });

  it("says null, not zero, where the kernel does not count retransmits", () => {
    const report = { start, end: { ...end, sum_sent: { bits_per_second: 11e9 } } };
    expect(readReport(JSON.stringify(report), asked)).toMatchObject({ status: "ok", retransmits: null });
  });
});

describe("ping", () => {
  it("sends every request and ends by itself: a deadline would end it at the first ICMP error", () => {
    expect(pingCommand({ count: 20, interval: 0.1 }, "10.0.0.1").join(" ")).toBe(
      "ping -n -c 20 -i 0.1 -W 1 10.0.0.1",
    );
  });

  it("complains about missing replies, and about replies where silence is expected", () => {
    const complaint = (
      expected: "replies" | "silence",
      transmitted: number | null,
      received: number | null,
    ) =>
      pingComplaint(
        { count: 3, expect: expected },
        {
          transmitted,
          received,
          samples: new Array(received ?? 0).fill({ sequence: 1, ttl: 64, milliseconds: 1 }),
        },
      );
    expect(complaint("replies", 3, 3)).toBeNull();
    expect(complaint("replies", 3, 1)).toBe("2 of 3 replies are missing");
    expect(complaint("replies", 1, 0)).toBe("only 1 of 3 echo requests were sent, and 0 answered");
    expect(complaint("silence", 3, 0)).toBeNull();
    expect(complaint("silence", 1, 0)).toBe("only 1 of 3 echo requests were sent, and 0 answered");
    expect(complaint("silence", 3, 1)).toBe(
      "1 of 3 replies came, but the lab is expected to be broken here: mend what it expects, or what it shows",
    );
    expect(complaint("silence", null, null)).toBe("ping printed no statistics");
  });

  it("reads what busybox prints as well", () => {
    const text = `64 bytes from 10.244.2.2: seq=0 ttl=64 time=0.084 ms

--- 10.244.2.2 ping statistics ---
2 packets transmitted, 1 packets received, 50% packet loss
`;
    expect(readPing(text)).toEqual({
      transmitted: 2,
      received: 1,
      samples: [{ sequence: 0, ttl: 64, milliseconds: 0.084 }],
    });
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
