import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runProbe } from "../../lib/probes/run.ts";
import { udp } from "../../lib/probes/udp.ts";
import { throughput } from "../../lib/report/sections/throughput.ts";
import { benchOf } from "../fixtures/bench.ts";
import { ends } from "../fixtures/probing.ts";
import { vxlanRun } from "../fixtures/run.ts";

const printed = readFileSync(join(import.meta.dirname, "../fixtures/iperf3-udp.json"), "utf8");

it("every kind that measures rates has its chart and its own columns, all on one scale", async () => {
  const bench = benchOf({
    exec: ({ command }) => {
      if (command.includes("--bitrate 200M")) return '{"error": "unable to connect"}';
      return command.includes("--client") ? printed : undefined;
    },
  });
  const run = vxlanRun();
  const measured = await runProbe(udp({ ...ends, rates: [100, 200], samples: 1 }), bench);
  const { markup = "" } = (await throughput({ ...run, probes: [...run.probes, measured] })) ?? {};
  expect(markup).toContain("TCP by iperf3 and UDP by iperf3, as received.");
  expect(markup.match(/aria-label="Throughput from client to server"/g)).toHaveLength(2);
  expect(markup).toContain('<th scope="col">Lost</th><th scope="col">Jitter</th>');
  expect(markup).toContain("<td>24 (0.273 %)</td><td>0.004 ms</td>");
  expect(markup).toContain("<li>200 Mbit/s, sample 1: iperf3: unable to connect</li>");
});

it("a run without rates has no such section", async () => {
  const run = vxlanRun();
  expect(await throughput({ ...run, probes: run.probes.filter(({ kind }) => kind !== "iperf") })).toBeNull();
});
