import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { kindOf, probeResult, resultsOf } from "../../lib/probes/kinds.ts";
import { pps, ppsKind } from "../../lib/probes/pps.ts";
import { runProbe } from "../../lib/probes/run.ts";
import { type Answer, benchOf } from "../fixtures/bench.ts";
import { ends } from "../fixtures/probing.ts";

/** What iperf3 3.12 printed of as many packets with 64 bytes as it could send in a second. */
const printed = readFileSync(join(import.meta.dirname, "../fixtures/iperf3-pps.json"), "utf8");
const { end } = JSON.parse(printed);

const measured = async (exec: Answer) => {
  const [result] = resultsOf(ppsKind, [await runProbe(pps({ ...ends, samples: 2 }), benchOf({ exec }))]);
  if (!result) throw new Error("the probe is of kind pps");
  expect(probeResult.parse(result)).toEqual(result);
  return result;
};

describe("a pps probe", () => {
  it("counts packets where they are received, and what was offered beside it", async () => {
    const result = await measured(({ command }) => (command.includes("--client") ? printed : undefined));
    expect(result).toMatchObject({ status: "passed", reason: null, size: 64 });
    const [sample] = result.samples;
    if (sample?.status !== "ok") throw new Error("the sample has a figure");
    expect(sample.command.client.join(" ")).toContain("--udp --bitrate 0 --time 1 --length 64");
    // Counted another way: datagrams by the receiver, over its own seconds.
    const { packets, lost_packets, seconds } = end.sum_received;
    expect(sample.packetsPerSecond).toBeCloseTo((packets - lost_packets) / seconds, 0);
    expect(sample.offeredPacketsPerSecond).toBeCloseTo(end.sum_sent.packets / end.sum_sent.seconds, 0);
    expect(sample.packetsPerSecond).toBeLessThan(sample.offeredPacketsPerSecond);
    expect(result.summary.packetsPerSecond).toMatchObject({ n: 2, failed: 0 });
  });

  it("is read out and compared by what was received", async () => {
    const result = await measured(({ command }) => (command.includes("--client") ? printed : undefined));
    const [line] = ppsKind.reading.lines(result);
    expect(line?.what).toBe("client → server, 64 bytes");
    expect(line?.figure).toMatch(/^\d+,\d{3} packets\/s$/);
    expect(line?.detail).toMatch(/^\d+,\d{3} packets\/s offered, [\d.]+ % lost, .*n = 2$/);
    result.summary.lossPercent.median = 0.0002;
    expect(ppsKind.reading.lines(result)[0]?.detail).toContain("below 0.001 % lost");
    const spec = pps(ends);
    const [metric] = kindOf(spec).comparison?.metrics(spec) ?? [];
    expect(metric).toMatchObject({ key: "received", unit: "packets/s", better: "more", judged: false });
    expect(metric?.read(result)?.value).toBe(result.summary.packetsPerSecond.median);
  });

  it("has no figure of a sample that failed", async () => {
    const result = await measured(() => ({ exitCode: 1, stderr: "no such container" }));
    expect(result).toMatchObject({ status: "failed", summary: { packetsPerSecond: { n: 0, failed: 2 } } });
    expect(ppsKind.reading.lines(result)[0]).toMatchObject({
      figure: "no figure",
      detail: "n = 0, 2 failed",
    });
  });
});
