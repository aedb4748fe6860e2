import { describe, expect, it } from "vitest";
import { ratioTicks } from "../../lib/report/comparison/charts/ticks.ts";
import { comparisonCsv } from "../../lib/report/comparison/csv.ts";
import { comparisonMarkdown, matrixTable } from "../../lib/report/comparison/markdown.ts";
import { comparisonReport } from "../../lib/report/comparison/report.ts";
import { comparisonText } from "../../lib/report/comparison/text.ts";
import type { MetricSummary } from "../../lib/results/comparison/record.ts";
import { comparisonOf, type Figures, lossy } from "../fixtures/comparison.ts";

it("is shown in the terminal", () => {
  expect(`\n${comparisonText(comparisonOf(lossy))}\n`).toBe(`
                    ROUNDS  MEDIAN           INTERVAL   RATIO              DIFFERENT
Program's CPU time
  lab-calico-ipip   5 of 5  none measurable  –          –                  –
  lab-vxlan-routed  4 of 5  none measurable  –          no ratio           not known
Kernel's softirq time
  lab-calico-ipip   5 of 5  1.10 s/GB        1.10–1.10  –                  –
  lab-vxlan-routed  4 of 5  1.20 s/GB        1.20–1.20  1.09 (1.09–1.09)   not known
Whole hosts' CPU time
  lab-calico-ipip   0 of 5  no figure        –          –                  –
  lab-vxlan-routed  0 of 5  no figure        –          no ratio           not known
Throughput, 1 stream
  lab-calico-ipip   5 of 5  440 Mbit/s       430–460    –                  –
  lab-vxlan-routed  4 of 5  450 Mbit/s       450–460    1.02 (0.978–1.02)  not known

finished: 5 rounds on vm hosts (tcg); ratios are to lab-calico-ipip
Intervals are of the median, between samples, whatever their distribution; each holds it with a probability of 87.5 % to 93.8 %.
Ratios are taken in each round; the intervals of all 4 hold together with a probability of 90 % or more, for which each needs 7 rounds that have both figures: 4 ratios are not known.
Two labs are different when the ratio's interval excludes 1 and its median is further from 1 than the noise floor. The noise floor is that of other machines, since no copy of a lab was measured: 14 % for CPU time, 5.7 % for throughput.
failed: round 3, lab-vxlan-routed, cost: iperf3: unable to connect
failed: round 3, lab-vxlan-routed, iperf: iperf3: unable to connect
`);
});

it("says where a ratio is a bound", () => {
  const spent = (agent: number) => Array.from({ length: 7 }, () => ({ gigabits: 1, agent }));
  const text = comparisonText(comparisonOf({ "lab-a": spent(40), "lab-b": spent(0) }));
  expect(text).toContain("lab-b  7 of 7  none measurable  –          ≤ 0.001 (0.001–0.001)  yes");
  expect(text).toContain("≥ and ≤: one of the two is too little to be counted");
});

describe("ticks on a scale of ratios", () => {
  it.each([
    [0.9, 1.12, [0.9, 1, 1.1]],
    [0.5, 1.6, [0.5, 1, 1.5]],
    [0.09, 1.3, [0.1, 0.2, 0.5, 1]],
    [0.012, 1.1, [0.03, 0.1, 0.3, 1]],
    [0.0005, 40, [0.001, 0.01, 0.1, 1, 10]],
  ])("from %d to %d are round numbers", (low, high, ticks) => {
    expect(ratioTicks(low, high)).toEqual(ticks);
  });
});

it("is written as a line for each sample, which programs read", () => {
  const lines = comparisonCsv(comparisonOf(lossy)).split("\r\n");
  expect([lines[0], lines.at(-1), lines.length]).toEqual([
    "round,lab,metric,value,unit",
    "",
    1 + 4 * 2 * 5 + 1,
  ]);
  expect(lines).toContain("1,lab-calico-ipip,iperf/1,440000000,bit/s");
  expect(lines).toContain("3,lab-vxlan-routed,iperf/1,,bit/s");
  const named = {
    ...comparisonOf().summary[0],
    metric: { ...comparisonOf().summary[0]?.metric, key: 'a,"b"' },
  };
  expect(comparisonCsv({ summary: [named as MetricSummary] }).split("\r\n")[1]).toBe(
    '1,lab-calico-ipip,"a,""b""",0,s/GB',
  );
});

it("is written as Markdown, with a line for each lab and what is different in bold", () => {
  const rates = (gigabits: number): Figures[] => Array.from({ length: 7 }, () => ({ gigabits }));
  const text = comparisonMarkdown(comparisonOf({ "lab-a": rates(10), lab_b: rates(5) }));
  expect(text).toContain("### lab-a, lab\\_b: finished");
  expect(text).toMatch(/| `lab-a` \| .* \| none measurable \| 1.00 s\/GB \| no figure \| 10.0 Gbit\/s \|/);
  expect(text).toMatch(
    /\| `lab_b` \| .* \| 1.00 s\/GB \| no figure \| 5.00 Gbit\/s, \*\*× 0.5\*\* \(0.5–0.5\) \|/,
  );
  expect(text).toContain("| Throughput, 1 stream | lab-a | 7 of 7 | 10.0 Gbit/s |");
  expect(comparisonMarkdown(comparisonOf(lossy))).toContain(
    "- failed: round 3, lab-vxlan-routed, iperf: iperf3",
  );
});

it("gives a README a line for each lab, and what the figures rest on", () => {
  const rates = (gigabits: number): Figures[] => Array.from({ length: 7 }, () => ({ gigabits }));
  const [table, rest] = matrixTable(
    comparisonOf({ "lab-a": rates(10), "lab-b": rates(5), "lab-a-1": rates(10) }, "lab-a-1"),
  ).split("\n\n");
  expect(table?.split("\n").map((line) => line.split(" | ")[0])).toEqual([
    ...["| Lab", "| ---", "| `lab-a`", "| `lab-b`"],
  ]);
  expect(rest).toMatch(
    /^Medians of 7 rounds in turns on vm hosts \(tcg\); ratios are to lab-a\. Bold is what is different/,
  );
  expect(rest).toMatch(/copy of lab-a .*: 0 % for Kernel's softirq time, .* Measured 2026-03-02 on 2 CPUs, /);
});

it("is shown as a page that is the same for the same record", async () => {
  const record = comparisonOf(lossy);
  const page = await comparisonReport(record);
  // Of softirq time and throughput; of program's CPU time there is none above zero.
  for (const what of ["ratios", "samples", "rounds"])
    expect(page.match(new RegExp(`id="${what}-[a-z]+-[a-z0-9]+-title"`, "g"))).toEqual([
      `id="${what}-cost-softirq-title"`,
      `id="${what}-iperf-1-title"`,
    ]);
  expect(page).toContain('id="costs-title"');
  expect(page).not.toMatch(/<script|javascript:/);
  expect(page).toContain("Ratio to lab-calico-ipip");
  expect(page).toContain("round 3, lab-vxlan-routed, iperf: iperf3: unable to connect");
  expect(page).toContain("<td>no figure</td>");
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
  expect(await comparisonReport(record)).toBe(page);
});
