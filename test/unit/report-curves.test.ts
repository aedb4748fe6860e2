import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { latency } from "../../lib/probes/latency.ts";
import { runProbe } from "../../lib/probes/run.ts";
import { curves } from "../../lib/report/sections/curves.ts";
import { benchOf } from "../fixtures/bench.ts";
import { ends } from "../fixtures/probing.ts";
import { vxlanRun } from "../fixtures/run.ts";

const read = (name: string) => readFileSync(join(import.meta.dirname, `../fixtures/${name}`), "utf8");

it("a line for each load, with the figures beside it, of every kind that has some", async () => {
  const bench = benchOf({
    exec: ({ command }) => (command.includes("sockperf ping-pong") ? read("sockperf.txt") : undefined),
    running: ({ command }) => (command.includes("iperf3 --client") ? read("iperf3-stopped.json") : ""),
  });
  const run = vxlanRun();
  const measured = await runProbe(latency({ ...ends, streams: [0, 2], samples: 1 }), bench);
  const { markup = "" } = (await curves({ ...run, probes: [...run.probes, measured] })) ?? {};
  expect(markup).toContain("<h3>latency: client → server</h3>");
  expect(markup.match(/<path [^>]*stroke="var\(--series-\d\)"/g)?.length).toBeGreaterThanOrEqual(2);
  for (const said of ["99 %", ">beside 2 streams", "not enough samples (1,000 needed)"])
    expect(markup).toContain(said);
  expect(markup).not.toMatch(/NaN|undefined|Infinity/);
});

it("says that there is no figure, and draws nothing, where every sample failed", async () => {
  const run = vxlanRun();
  const failed = await runProbe(latency({ ...ends, samples: 1 }), benchOf());
  const { markup = "" } = (await curves({ ...run, probes: [failed] })) ?? {};
  expect(markup).not.toContain("<svg");
  expect(markup).toContain("<td>0</td>");
  expect(await curves(run)).toBeNull();
});
