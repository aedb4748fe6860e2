import { expect, it } from "vitest";
import { diffOf } from "../../lib/history/diff.ts";
import { historyRun } from "../../lib/history/history-run.ts";
import { diffText } from "../../lib/report/history/diff-text.ts";
import type { RunRecord } from "../../lib/results/run-record.ts";
import { day, runAt } from "../fixtures/history.ts";
import { vxlanRunWithoutFigures } from "../fixtures/run.ts";

const diff = (a: RunRecord, b: RunRecord) => diffOf(historyRun(a), historyRun(b));
const text = (a: RunRecord, b: RunRecord) => `\n${diffText(diff(a, b))}\n`;

it("has both values of each figure, their difference, and what else differs", () => {
  const { environment, mode } = runAt(day(1));
  const later = runAt(day(2), 0.9, {
    environment: { ...environment, kernel: "6.12.9-amd64", userNamespace: "all" },
    mode: { ...mode, mtu: 1400 },
  });
  expect(text(runAt(day(1)), later)).toBe(`
A  lab-vxlan/20260301T091504Z  passed  2026-03-01 09:15:04 UTC
B  lab-vxlan/20260302T091504Z  passed  2026-03-02 09:15:04 UTC

FIGURE                 A                    B                    DIFFERENCE
Throughput, 1 stream   10.5 Gbit/s (n = 3)  9.43 Gbit/s (n = 3)  −1.05 Gbit/s  −10 %
Throughput, 8 streams  12.9 Gbit/s (n = 3)  11.6 Gbit/s (n = 3)  −1.29 Gbit/s  −10 %
Round-trip time        0.113 ms (n = 10)    0.113 ms (n = 10)    none
Echo requests lost     0 % (n = 1)          0 % (n = 1)          none

NOT THE SAME     A               B
User namespaces  none            all
Kernel           6.1.0-28-amd64  6.12.9-amd64
Workloads' MTU   1,450 bytes     1,400 bytes

These are medians of two runs at different times, and no judged comparison: what the machine did
besides is in them as well. They are of different hardware, so that their figures tell of that
first. To tell a difference from noise, measure in turns:
  npx underlay gate lab-vxlan --against REF
`);
});

it("has no difference where a figure is missing, and says why", () => {
  const without = { ...vxlanRunWithoutFigures(), run: "20260302T091504Z" };
  const { figures } = diff(runAt(day(1)), without);
  expect(figures.map(({ a, b, difference, relative }) => [a !== null, b, difference, relative])).toEqual(
    Array(4).fill([true, null, null, null]),
  );
  expect(text(runAt(day(1)), without)).toContain("B: ping failed: Host host2 does not answer\n");
  expect(text(without, without)).toContain("Neither run has a figure.\n");
});

it("sets samples of other lengths not against each other", () => {
  const quick = runAt(day(2));
  for (const probe of quick.probes)
    if (probe.kind === "iperf")
      probe.samples = probe.samples.map((each) => (each.status === "ok" ? { ...each, seconds: 1 } : each));
  const [first] = diff(runAt(day(1)), quick).figures;
  expect(first).toMatchObject({
    difference: null,
    relative: null,
    b: { settings: "samples of 1 s after 1 s" },
  });
  expect(text(runAt(day(1)), quick)).toContain(
    "not told: samples of 4 s after 1 s, samples of 1 s after 1 s",
  );
});

it("names programs of machines, impairments and probes, and compares two labs by the verb for that", () => {
  const other = runAt(day(2), 1, { lab: "lab-b", name: "lab-b", only: ["iperf"] });
  const [machine] = other.topology.hosts;
  Object.assign(machine?.interfaces[0] ?? {}, { impairment: { delay: 10 } });
  for (const probe of other.probes)
    if (probe.kind === "snapshot")
      for (const host of probe.hosts) if (host.status === "ok") host.versions.flanneld = "v0.29.0";
  expect(diff(runAt(day(1)), other).environment).toEqual([
    { what: "Lab", a: "lab-vxlan", b: "lab-b" },
    { what: "Impairments", a: "none", b: expect.stringContaining("on underlay") },
    { what: "Probes", a: "all of the lab's", b: "only iperf" },
    { what: "Program flanneld", a: "v0.28.4", b: "v0.29.0" },
  ]);
  expect(text(runAt(day(1)), other)).toContain("npx underlay compare lab-vxlan lab-b");
  expect(text(runAt(day(1)), runAt(day(2)))).toContain("They tell of the same machine, programs and lab.");
});
