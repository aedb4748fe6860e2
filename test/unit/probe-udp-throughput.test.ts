import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { kindOf, probeResult, resultsOf } from "../../lib/probes/kinds.ts";
import { runProbe } from "../../lib/probes/run.ts";
import { udpThroughput, udpThroughputKind } from "../../lib/probes/udp-throughput.ts";
import { type Answer, benchOf } from "../fixtures/bench.ts";
import { ends } from "../fixtures/probing.ts";

const printed = readFileSync(join(import.meta.dirname, "../fixtures/iperf3-udp.json"), "utf8");

/** What iperf3 printed, with the figures of a path that carries so many Mbit/s, and of a sender that offers so many. */
const carrying =
  (capacity: number, sender = Number.POSITIVE_INFINITY): Answer =>
  ({ command }) => {
    if (!command.includes("--client")) return undefined;
    const asked = Number(/--bitrate ([\d.]+)M/.exec(command)?.[1]);
    const size = Number(/--length (\d+)/.exec(command)?.[1]);
    const offered = Math.min(asked, sender);
    const packets = Math.round((offered * 1e6) / 8 / size);
    const lost = Math.round(packets * Math.max(0, 1 - capacity / offered));
    const report = JSON.parse(printed);
    Object.assign(report.end.sum_sent, { packets, bits_per_second: packets * 8 * size, seconds: 1 });
    const arrived = { packets, lost_packets: lost, bits_per_second: (packets - lost) * 8 * size };
    Object.assign(report.end.sum_received, arrived);
    return JSON.stringify(report);
  };

const measured = async (exec: Answer, options: Partial<Parameters<typeof udpThroughput>[0]> = {}) => {
  const bench = benchOf({ exec });
  const [result] = resultsOf(udpThroughputKind, [
    await runProbe(udpThroughput({ ...ends, ...options }), bench),
  ]);
  if (!result) throw new Error("the probe is of kind udp-throughput");
  expect(probeResult.parse(result)).toEqual(result);
  return { bench, result };
};

describe("a udp-throughput probe", () => {
  it("finds the highest rate that loses no more than is allowed, and keeps every trial", async () => {
    const { bench, result } = await measured(carrying(400));
    expect(result).toMatchObject({ status: "passed", reason: null, size: 1422, maxLoss: 0.5 });
    const [sample] = result.samples;
    if (sample?.status !== "ok") throw new Error("the search found a rate");
    expect(sample.trials.map(({ rate }) => rate)).toEqual([
      316.2, 1778, 749.8, 486.9, 392.4, 437.1, 414.1, 414.1, 403.1, 403.1,
    ]);
    expect(sample.limit).toBe("loss");
    expect(sample.offeredBitsPerSecond / 1e6).toBeCloseTo(392.4, 1);
    expect(sample.packetsPerSecond).toBeCloseTo(392.4e6 / 8 / 1422, 0);
    expect(sample.lossPercent).toBe(0);
    expect([...bench.kept.keys()]).toEqual(
      sample.trials.map((_, index) => `udp-throughput-1-${index + 1}.json`),
    );
    expect(sample.trials[0]?.command.client.join(" ")).toContain(
      "--udp --bitrate 316.2M --time 1 --length 1422 --get-server-output",
    );
  });

  it("is read out with what limits it, and drawn as loss over offered load", async () => {
    const { lines, curve } = udpThroughputKind.reading;
    const { result } = await measured(carrying(400));
    expect(lines(result)).toEqual([
      {
        what: "client → server, 1,422 bytes",
        figure: "392 Mbit/s, 34,494 packets/s",
        detail: "0 % lost, the next rate lost too much, 10 trials, n = 1",
      },
    ]);
    expect(curve?.(result).table.rows[1]).toEqual([
      "1,778 Mbit/s",
      "1.78 Gbit/s",
      "400 Mbit/s",
      "77.5 %, too much",
    ]);
    expect(curve?.(result).lines[0]?.points).toHaveLength(10);
    const [search] = result.samples;
    for (const each of [search, ...(search?.trials ?? [])])
      if (each?.status === "ok") each.lossPercent = 0.0002;
    expect(lines(result)[0]?.detail).toMatch(/^below 0\.001 % lost, /);
    expect(curve?.(result).table.rows[1]?.at(-1)).toBe("below 0.001 %");
    const [slow] = lines((await measured(carrying(5000, 900))).result);
    expect(slow?.figure).toMatch(/^900 Mbit\/s/);
    expect(slow?.detail).toBe("0 % lost, the sender offers no more, 2 trials, n = 1");
    const [whole] = lines((await measured(carrying(5000), { most: 100 })).result);
    expect(whole?.detail).toContain("no higher rate was to be tried");
  });

  it("has no figure where every rate loses too much, and says the least loss", async () => {
    const { result } = await measured(carrying(1), { least: 100, most: 120, samples: 2 });
    expect(result.reason).toBe(
      "2 of 2 samples failed; the first: every rate lost more than 0.5 %, 99.0 % at least. Lower ones may be kept: least is 100 Mbit/s",
    );
    expect(result.samples[0]?.trials).toHaveLength(3);
    expect(udpThroughputKind.reading.lines(result)[0]).toMatchObject({ figure: "no figure" });
  });

  it("keeps the trials of a search that a broken one ended", async () => {
    const { result } = await measured((asked) =>
      asked.command.includes("--bitrate 1778M") ? '{"error": "unable to connect"}' : carrying(400)(asked),
    );
    expect(result.reason).toBe("1 of 1 samples failed; the first: at 1778 Mbit/s: iperf3: unable to connect");
    expect(result.samples[0]?.trials.map(({ status }) => status)).toEqual(["ok", "failed"]);
  });

  it("is compared by its rate", async () => {
    const spec = udpThroughput(ends);
    const { result } = await measured(carrying(400));
    const [metric] = kindOf(spec).comparison?.metrics(spec) ?? [];
    expect(metric).toMatchObject({ key: "throughput", unit: "bit/s", better: "more", judged: false });
    expect((metric?.read(result)?.value ?? 0) / 1e6).toBeCloseTo(392.4, 1);
  });
});
