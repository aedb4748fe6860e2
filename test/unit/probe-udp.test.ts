import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { kindOf, resultsOf } from "../../lib/probes/kinds.ts";
import { runProbe } from "../../lib/probes/run.ts";
import { udp, udpKind } from "../../lib/probes/udp.ts";
import { readUdpReport } from "../../lib/probes/udp-load.ts";
import { type Answer, benchOf } from "../fixtures/bench.ts";
import { ends } from "../fixtures/probing.ts";

/** What iperf3 3.12 printed at 100 Mbit/s, and at 2 Gbit/s into a socket too small for it. */
const printed = (name: string) => readFileSync(join(import.meta.dirname, `../fixtures/${name}.json`), "utf8");
const [kept, overrun] = [printed("iperf3-udp"), printed("iperf3-udp-overrun")];

const answering: Answer = ({ command }) => {
  if (!command.includes("--client")) return undefined;
  return command.includes("--bitrate 100M") ? kept : overrun;
};
const measured = async (spec: ReturnType<typeof udp>, exec: Answer) => {
  const bench = benchOf({ exec });
  const [result] = resultsOf(udpKind, [await runProbe(spec, bench)]);
  if (!result) throw new Error("the probe is of kind udp");
  return { bench, result };
};
const spec = udp({ ...ends, rates: [100, 2000], samples: 2 });

describe("a udp probe", () => {
  it("sends the largest payload that goes in one packet, at each rate", async () => {
    const { bench, result } = await measured(spec, answering);
    expect(result).toMatchObject({ status: "passed", reason: null, size: 1422 });
    expect(result.samples.map(({ rate, sample, raw }) => [rate, sample, raw])).toEqual([
      [100, 1, "raw/udp-100-1.json"],
      [2000, 1, "raw/udp-2000-1.json"],
      [100, 2, "raw/udp-100-2.json"],
      [2000, 2, "raw/udp-2000-2.json"],
    ]);
    expect(result.samples[0]?.command.client.join(" ")).toBe(
      "docker exec client timeout 16 iperf3 --client 10.244.2.2 --port 5201 --json --udp --bitrate 100M --time 1 --length 1422 --get-server-output --connect-timeout 3000",
    );
    expect(bench.kept.get("udp-100-1.json")).toBe(kept);
    expect((await measured(udp({ ...ends, size: 64 }), answering)).result.size).toBe(64);
  });

  it("counts what was sent and did not arrive, also what the server was not told of", async () => {
    const { result } = await measured(spec, answering);
    expect(result.samples[0]).toMatchObject({
      sent: 8783,
      received: 8759,
      lost: 24,
      jitterMilliseconds: 0.004375521926302497,
    });
    // The server missed 103,906 of 175,070; the last 320 of 175,390 it never knew of.
    expect(result.samples[1]).toMatchObject({ sent: 175_390, received: 71_164, lost: 104_226 });
    expect(
      result.summary.map(({ rate, lossPercent: { n, median } }) => [rate, n, median?.toFixed(2)]),
    ).toEqual([
      [100, 2, "0.27"],
      [2000, 2, "59.43"],
    ]);
  });

  it("is read out as goodput, loss and jitter, with the datagrams that they are of", async () => {
    const { result } = await measured(spec, answering);
    expect(udpKind.reading.lines(result)).toEqual([
      {
        what: "client → server, 100 Mbit/s",
        figure: "99.6 Mbit/s, 0.273 % lost, jitter 0.004 ms",
        detail: "48 of 17,566 lost, n = 2",
      },
      {
        what: "client → server, 2000 Mbit/s",
        figure: "804 Mbit/s, 59.4 % lost, jitter below 0.001 ms",
        detail: "208,452 of 350,780 lost, n = 2",
      },
    ]);
    expect(udpKind.reading.files(result)[1]).toEqual({
      what: "2000 Mbit/s, sample 1",
      path: "raw/udp-2000-1.json",
    });
  });

  it("says so where the sender could not keep the rate", async () => {
    const { result } = await measured(udp({ ...ends, rates: [5000], samples: 1 }), answering);
    expect(udpKind.reading.lines(result)[0]?.detail).toBe(
      "104,226 of 175,390 lost, only 2.00 Gbit/s sent, n = 1",
    );
  });

  it("has no figure of a sample that failed, and the others all the same", async () => {
    const { result } = await measured(spec, (asked) =>
      asked.command.includes("--bitrate 2000M") ? '{"error": "unable to connect"}' : answering(asked),
    );
    expect(result).toMatchObject({
      status: "failed",
      reason: "2 of 4 samples failed; the first: iperf3: unable to connect",
    });
    expect(udpKind.reading.lines(result).map(({ figure, detail }) => `${figure}; ${detail}`)).toEqual([
      "99.6 Mbit/s, 0.273 % lost, jitter 0.004 ms; 48 of 17,566 lost, n = 2",
      "no figure; n = 0, 2 failed",
    ]);
  });

  it("is compared by each rate's goodput, loss and jitter; less than one datagram is not lost", async () => {
    const { result } = await measured(spec, answering);
    const metrics = kindOf(spec).comparison?.metrics(spec) ?? [];
    expect(metrics.map(({ key, read }) => [key, read(result)?.least])).toEqual([
      ["goodput-100", 0],
      ["loss-100", 100 / 8783],
      ["jitter-100", 0],
      ["goodput-2000", 0],
      ["loss-2000", 100 / 175_390],
      ["jitter-2000", 0],
    ]);
    expect(metrics[0]?.read(result)?.value).toBeCloseTo(99.62e6, -4);
  });
});

describe("iperf3's report of a UDP test", () => {
  const changed = (received: object, seconds = 1) => {
    const report = JSON.parse(kept);
    report.end.sum_received = { ...report.end.sum_received, ...received };
    report.end.sum_sent.seconds = seconds;
    return JSON.stringify(report);
  };

  it.each([
    ["", "iperf3 printed no report: (nothing)"],
    [
      '{"error": "unable to connect to server: Connection refused", "end": {}}',
      "iperf3: unable to connect to server: Connection refused",
    ],
    ['{"end": {}}', "iperf3's report has no end"],
    [changed({ packets: 0, lost_packets: 0 }), "none of 8,783 datagrams arrived"],
    [changed({}, 0.4), "iperf3 measured 0.4 s; 1 s were asked for"],
  ])("is no figure where it says %.40s", (text, reason) => {
    expect(readUdpReport(text, 1)).toEqual({ status: "failed", reason });
  });
});
