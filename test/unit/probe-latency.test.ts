import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { countIn, histogramOf } from "../../lib/figures/histogram.ts";
import { kindOf, probeResult, resultsOf } from "../../lib/probes/kinds.ts";
import { latency, latencyKind } from "../../lib/probes/latency.ts";
import { microsecondsOf, percentilesOf } from "../../lib/probes/percentiles.ts";
import { runProbe } from "../../lib/probes/run.ts";
import { readRoundTrips } from "../../lib/probes/sockperf.ts";
import { type Answer, benchOf, type Table } from "../fixtures/bench.ts";
import { ends } from "../fixtures/probing.ts";

const read = (name: string) => readFileSync(join(import.meta.dirname, `../fixtures/${name}`), "utf8");
/** What sockperf 3.7 printed and logged of 501 round trips on a busy machine, and iperf3 3.12 of two streams when it was told to end. */
const [printed, stopped] = [read("sockperf.txt"), read("iperf3-stopped.json")];
/** Its own percentiles, in microseconds. */
const told = (percentile: string) =>
  Number(new RegExp(`percentile ${percentile} = +([\\d.]+)`).exec(printed)?.[1]);

/** The same with every round trip as often as is asked for: what a quicker path gives in as many seconds. */
const times = (many: number): string => {
  const rows = printed.match(/^\d+, .*\n/gm) ?? [];
  return printed
    .replaceAll(`ReceivedMessages=${rows.length}`, `ReceivedMessages=${rows.length * many}`)
    .replaceAll(rows.join(""), rows.join("").repeat(many));
};

const replying =
  (text: string): Answer =>
  ({ command }) =>
    command.includes("sockperf ping-pong") ? text : undefined;
const loading: Table["running"] = ({ command }) => (command.includes("iperf3 --client") ? stopped : "");

const measured = async (table: Table, options: Partial<Parameters<typeof latency>[0]> = {}) => {
  const bench = benchOf(table);
  const [result] = resultsOf(latencyKind, [
    await runProbe(latency({ ...ends, streams: [0, 2], samples: 1, ...options }), bench),
  ]);
  if (!result) throw new Error("the probe is of kind latency");
  expect(probeResult.parse(result)).toEqual(result);
  return { bench, result };
};

describe("a latency probe", () => {
  it("measures an idle path, and one under a load that lasts as long as it takes", async () => {
    const { bench, result } = await measured({ exec: replying(printed), running: loading });
    expect(result).toMatchObject({ status: "passed", reason: null });
    const [idle, loaded] = result.samples;
    if (idle?.status !== "ok" || loaded?.status !== "ok") throw new Error("both samples have figures");
    expect(idle.command.client.slice(-11).join(" ")).toBe(
      "--tcp --ip 10.244.2.2 --port 11111 --time 3 --msg-size 64 --full-rtt --no-rdtsc",
    );
    expect(idle.load).toBeNull();
    expect(loaded.load).toMatchObject({
      streams: 2,
      sentBitsPerSecond: JSON.parse(stopped).end.sum_sent.bits_per_second,
      raw: "raw/latency-2-1-load.json",
    });
    expect([...bench.kept.keys()]).toEqual(["latency-0-1.txt", "latency-2-1.txt", "latency-2-1-load.json"]);
    expect(bench.kept.get("latency-0-1.txt")).toContain("percentile 99.900");
    expect(bench.kept.get("latency-0-1.txt")).not.toMatch(/^\d+, /m);
    const order = bench.done.map((done) => done.replace(/ (timeout|sh) .*(sockperf|iperf3|proc).*/, " $2"));
    expect(order.slice(-8)).toEqual([
      ...["start server: iperf3", "start client: iperf3", "start server: sockperf"],
      ...["server: proc", "client: sockperf", "stop server: sockperf", "stop client: iperf3"],
      "stop server: iperf3",
    ]);
  });

  it("has the percentiles that sockperf has of the same round trips, to a percent", () => {
    // All that it logged, of 1.05 s.
    const trips = readRoundTrips(printed, 1.1);
    if (trips.status !== "ok") throw new Error("the test has figures");
    expect(trips.microseconds).toHaveLength(501);
    const { p50, p99, p999 } = percentilesOf(histogramOf(trips.microseconds));
    expect((microsecondsOf(p50) ?? 0) / told("50.000")).toBeCloseTo(1, 1.7);
    expect((microsecondsOf(p99) ?? 0) / told("99.000")).toBeCloseTo(1, 1.7);
    expect(p999).toEqual({ status: "not enough samples", needed: 1000 });
  });

  it("keeps every round trip of the seconds that were asked for", async () => {
    const { result } = await measured({ exec: replying(printed) }, { streams: [0] });
    const [sample] = result.samples;
    if (sample?.status !== "ok") throw new Error("the sample has figures");
    expect(countIn(sample.microseconds)).toBe(sample.replies);
    expect([sample.seconds, sample.requests]).toEqual([1, sample.replies]);
  });

  it("is read out with what too few replies do not tell", async () => {
    const { result } = await measured({ exec: replying(printed), running: loading });
    const [idle] = latencyKind.reading.lines(result);
    expect(idle?.what).toBe("client → server, idle");
    expect(idle?.figure).toMatch(
      /^p50 [\d,.]+ µs, p99 [\d,.]+ µs, p99\.9 not enough samples \(1,000 needed\)$/,
    );
    expect(idle?.detail).toMatch(/^\d+ replies, n = 1$/);
    expect(latencyKind.reading.curve?.(result).table.rows.map(([path]) => path)).toEqual([
      "idle",
      "beside 2 streams",
    ]);
  });

  it("takes percentiles of all samples' replies together", async () => {
    const { result } = await measured({ exec: replying(printed) }, { streams: [0], samples: 3 });
    expect(result.summary).toMatchObject([{ streams: 0, n: 3, failed: 0 }]);
    expect(result.summary[0]?.percentiles.p999.status).toBe("ok");
    const ticks = latencyKind.reading.curve?.(result).x.ticks?.map(({ label }) => label);
    expect(ticks).toEqual(["50 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %"]);
  });

  it("is compared by each percentile that a round has", async () => {
    const spec = latency({ ...ends, streams: [0, 2] });
    const metrics = kindOf(spec).comparison?.metrics(spec) ?? [];
    expect(metrics.map(({ key }) => key)).toEqual(["p50-0", "p99-0", "p999-0", "p50-2", "p99-2", "p999-2"]);
    const few = await measured({ exec: replying(printed), running: loading });
    expect(metrics.map(({ read }) => read(few.result) !== null)).toEqual([
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
    const many = await measured({ exec: replying(times(3)), running: loading });
    expect(metrics.map(({ read }) => read(many.result) !== null)).toEqual(metrics.map(() => true));
  });

  it("has no figure where the load did not last, and says what iperf3 said", async () => {
    const { bench, result } = await measured({
      exec: replying(printed),
      running: ({ command }) => (command.includes("iperf3 --client") ? '{"error": "unable to connect"}' : ""),
    });
    expect(result.reason).toBe("1 of 2 samples failed; the first: the load did not last: unable to connect");
    expect(result.samples.map(({ status, raw }) => [status, raw])).toEqual([
      ["ok", "raw/latency-0-1.txt"],
      ["failed", "raw/latency-2-1.txt"],
    ]);
    expect(bench.done.at(-1)).toMatch(/^stop server: .*iperf3 --server/);
  });

  it("may print every round trip of the longest test on a quick path", async () => {
    const [row = ""] = /^\d+, .*\n/m.exec(printed) ?? [];
    const asked: number[] = [];
    const exec: Answer = ({ command, most = 0 }) => {
      if (command.includes("sockperf ping-pong")) asked.push(most);
      return undefined;
    };
    await measured({ exec }, { streams: [0], seconds: 10 });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toBeGreaterThan(12 * 100_000 * row.length);
  });

  it("stops all that it started where sockperf fails", async () => {
    const { bench, result } = await measured(
      { exec: () => ({ exitCode: 1, stderr: "no such container" }), running: loading },
      { streams: [2] },
    );
    expect(result.samples[0]).toMatchObject({ status: "failed" });
    const names = (what: string) => bench.done.filter((done) => done.startsWith(what)).length;
    expect(names("stop")).toBeGreaterThanOrEqual(names("start"));
  });
});

describe("what sockperf says of round trips", () => {
  it("counts for as long as was asked, however much its warm-up takes of its time on this processor", () => {
    const whole = readRoundTrips(printed, 1);
    const half = readRoundTrips(printed, 0.5);
    if (whole.status !== "ok" || half.status !== "ok") throw new Error("both have figures");
    expect([half.seconds, half.microseconds]).toEqual([
      0.5,
      whole.microseconds.slice(0, half.microseconds.length),
    ]);
    expect(half.microseconds.length).toBeLessThan(0.7 * whole.microseconds.length);
    expect(half.sent - half.microseconds.length).toBe(whole.sent - whole.microseconds.length);
    // At 2.6 GHz there are 0.83 s left of 2 s.
    const late = printed.replace("[Valid Duration] RunTime=1.0", "[Valid Duration] RunTime=0.832");
    expect(readRoundTrips(late, 1)).toMatchObject({ status: "ok" });
  });

  it.each([
    [
      "sockperf: ERROR: Can`t connect socket (errno=111 Connection refused)\n",
      "sockperf: ERROR: Can`t connect socket (errno=111 Connection refused)",
    ],
    [
      "sockperf: Test ended\nsockperf: No messages were received from the server. Is the server down?\n",
      "sockperf: No messages were received from the server. Is the server down?",
    ],
    ["Killed", "sockperf: Killed"],
    [printed.replace(/\n3, .*/, ""), "sockperf logged 500 of 501 round trips"],
    [
      printed.replace("[Valid Duration] RunTime=1.0", "[Valid Duration] RunTime=0.3"),
      "sockperf measured 0.3 s; 1 s were asked for",
    ],
  ])("is no figure where it says %.40s", (text, reason) => {
    expect(readRoundTrips(text, 1)).toEqual({ status: "failed", reason });
  });
});
