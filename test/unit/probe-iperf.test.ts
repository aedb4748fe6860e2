import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { iperf, iperfKind } from "../../lib/probes/iperf.ts";
import { resultsOf } from "../../lib/probes/kinds.ts";
import { runProbe } from "../../lib/probes/run.ts";
import { type Answer, benchOf } from "../fixtures/bench.ts";
import { ends, iperfText } from "../fixtures/probing.ts";

const spec = iperf({ ...ends, streams: [1, 8], samples: 2, seconds: 3 });
const streamsOf = (command: string) => Number(/--parallel (\d+)/.exec(command)?.[1]);

it("an iperf probe measures each number of streams in each sample, with a server of its own", async () => {
  const bench = benchOf({
    exec: ({ command }) => (command.includes("--client") ? iperfText(streamsOf(command), 3) : undefined),
  });
  const [result] = resultsOf(iperfKind, [await runProbe(spec, bench)]);
  expect(result).toMatchObject({ status: "passed", reason: null, from: "client", to: "server" });
  expect(result?.samples.map(({ streams, sample, raw }) => [streams, sample, raw])).toEqual([
    [1, 1, "raw/iperf-1-1.json"],
    [8, 1, "raw/iperf-8-1.json"],
    [1, 2, "raw/iperf-1-2.json"],
    [8, 2, "raw/iperf-8-2.json"],
  ]);
  expect(result?.samples[0]?.command.client.join(" ")).toBe(
    "docker exec client timeout 19 iperf3 --client 10.244.2.2 --port 5201 --json --time 3 --omit 1 --parallel 1 --connect-timeout 3000",
  );
  expect(result?.summary.map(({ streams, bitsPerSecond: { n, median } }) => [streams, n, median])).toEqual([
    [1, 2, 1e9],
    [8, 2, 1e9],
  ]);
  expect(bench.done.filter((what) => what.startsWith("start"))).toHaveLength(4);
  expect(bench.done.filter((what) => what.startsWith("stop"))).toEqual([]);
  expect([...bench.kept.keys()]).toHaveLength(4);
});

it("a server that does not say that it listens fails its sample, and is ended", async () => {
  const exec: Answer = ({ command }) => (command.includes("--server") ? { stdout: "" } : undefined);
  const bench = benchOf({ exec });
  const one = iperf({ ...ends, streams: [1], samples: 1 });
  const [result] = resultsOf(iperfKind, [await runProbe(one, bench)]);
  expect(result?.samples).toMatchObject([
    { status: "failed", reason: "the iperf3 server never listened: it has said nothing for 15 s" },
  ]);
  expect(bench.done.filter((what) => what.startsWith("stop"))).toHaveLength(1);
});

it("a host that is lost in the middle fails the samples from then on with the reason, and the others are kept", async () => {
  const [lostAfter, gone] = [0.05, { exitCode: 1, stderr: "container lab-test-host2 is not running" }];
  const exec: Answer = ({ at, command, seconds }) => {
    if (at.host === "host2" && seconds > lostAfter) return gone;
    return command.includes("--client") ? iperfText(streamsOf(command), 3) : undefined;
  };
  const bench = benchOf({
    exec,
    absence: (machine) =>
      machine === "host2" ? "host2 does not run: its container is exited. Bring it back with: x." : null,
  });
  const [result] = resultsOf(iperfKind, [await runProbe(spec, bench)]);
  expect(result?.samples.map(({ status }) => status)).toEqual(["ok", "failed", "failed", "failed"]);
  expect(result?.samples[3]).toMatchObject({ reason: expect.stringContaining("is not running") });
  expect(result?.summary[0]?.bitsPerSecond).toMatchObject({ n: 1, failed: 1, median: 1e9 });
  expect(result?.summary[1]?.bitsPerSecond).toMatchObject({ n: 0, failed: 2, median: null });
  expect(result).toMatchObject({
    status: "failed",
    reason: expect.stringMatching(
      /^host2 does not run: .* So 3 of 4 samples failed; the first: the iperf3 server never/,
    ),
  });
});

it("a client without a report is told of by how its command ended, and its server is stopped", async () => {
  const bench = benchOf({
    exec: ({ command }) =>
      command.includes("--client") ? { exitCode: null, stderr: "was ended" } : undefined,
  });
  const [result] = resultsOf(iperfKind, [
    await runProbe(iperf({ ...ends, streams: [1], samples: 1 }), bench),
  ]);
  expect(result?.samples[0]).toMatchObject({
    reason: expect.stringMatching(/^docker exec client .*was ended$/),
  });
  expect(bench.done.at(-1)).toMatch(/^stop server: timeout 19 iperf3 --server/);
});

/** What iperf3 3.12 printed of two streams in reverse. */
const reverse = readFileSync(join(import.meta.dirname, "../fixtures/iperf3-reverse.json"), "utf8");

it("iperf3 may print what it has to say of the longest test that can be asked for", async () => {
  const interval = JSON.parse(reverse).intervals[0].streams[0];
  // Of a sender there are as many fields again, and iperf3 indents.
  const each = 2 * JSON.stringify(interval, null, "\t").length;
  const asked: number[] = [];
  const bench = benchOf({
    exec: ({ command, most = 0 }) => {
      if (command.includes("--client")) asked.push(most);
      return undefined;
    },
  });
  await runProbe(iperf({ ...ends, streams: [128], samples: 1, seconds: 600, omit: 60 }), bench);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toBeGreaterThan(128 * 660 * each);
});

it("directions are measured each on its own, and what the sender sent again is counted wherever that is", async () => {
  const both = iperf({
    ...ends,
    streams: [2],
    directions: ["forward", "reverse"],
    samples: 1,
    seconds: 1,
    omit: 0,
  });
  const bench = benchOf({
    exec: ({ command }) =>
      command.includes("--reverse") ? reverse : command.includes("--client") ? iperfText(2, 1) : undefined,
  });
  const [result] = resultsOf(iperfKind, [await runProbe(both, bench)]);
  if (!result) throw new Error("the probe is of kind iperf");
  expect(result).toMatchObject({ status: "passed", reason: null });
  expect(result.samples.map(({ direction, raw }) => [direction, raw])).toEqual([
    ["forward", "raw/iperf-2-1.json"],
    ["reverse", "raw/iperf-2-reverse-1.json"],
  ]);
  const { end } = JSON.parse(reverse);
  expect(result.samples[1]).toMatchObject({
    bitsPerSecond: end.sum_received.bits_per_second,
    retransmits: end.sum_sent.retransmits,
  });
  expect(iperfKind.reading.lines(result).map(({ what }) => what)).toEqual([
    "client → server, 2 streams",
    "server → client, 2 streams",
  ]);
  const metrics = iperfKind.comparison?.metrics(both) ?? [];
  expect(metrics.map(({ key, judged, read }) => [key, judged, read(result)?.value])).toEqual([
    ["2", true, 1e9],
    ["2-reverse", true, end.sum_received.bits_per_second],
  ]);
});

it("records from before there were directions are read as forward, and are compared with such probes", async () => {
  const bench = benchOf({
    exec: ({ command }) => (command.includes("--client") ? iperfText(1, 3) : undefined),
  });
  const spec = iperf({ ...ends, streams: [1], samples: 1 });
  const result = await runProbe(spec, bench);
  const before = JSON.parse(JSON.stringify(result).replaceAll('"direction":"forward",', ""));
  expect(JSON.stringify(before)).not.toContain("direction");
  expect(iperfKind.result.parse(before)).toEqual(result);
  const { directions: _, ...settings } = spec;
  expect(iperfKind.comparison?.settings.parse(settings)).toEqual(iperfKind.comparison?.settings.parse(spec));
  // A lab that is up since then.
  const deployed = settings as typeof spec;
  expect(await runProbe(deployed, bench)).toMatchObject({
    status: "passed",
    summary: [{ direction: "forward" }],
  });
  expect(iperfKind.comparison?.inWords(deployed)).toBe(iperfKind.comparison?.inWords(spec));
});
