import { describe, expect, it } from "vitest";
import { historyOf } from "../../lib/history/series.ts";
import { changeText, changeWithLevels } from "../../lib/report/history/figures.ts";
import { trendPage } from "../../lib/report/history/trend.ts";
import { chartSpec } from "../../lib/report/history/trend-chart.ts";
import { trendText } from "../../lib/report/history/trend-text.ts";
import { day, histories, runAt, slowedDown } from "../fixtures/history.ts";
import { numbers, shapes } from "../fixtures/random.ts";
import { vxlanRunWithoutFigures } from "../fixtures/run.ts";

describe("a lab's history", () => {
  it("marks where figures changed, with what else changed there", () => {
    const [part] = historyOf(histories(slowedDown()));
    expect(part?.series.map(({ id, changes }) => [id, changes.map(({ at }) => at)])).toEqual([
      ["iperf/1", [20]],
      ["iperf/8", [20]],
      ["ping/rtt", []],
      ["ping/loss", []],
    ]);
    expect(part?.series[0]?.changes[0]?.differences).toEqual([
      { what: "Kernel", a: "6.1.0-28-amd64", b: "6.12.9-amd64" },
    ]);
    expect(trendText(part ? [part] : []).replaceAll(/\s+/g, " ")).toContain(
      "What else changed there: Kernel: 6.1.0-28-amd64 → 6.12.9-amd64.",
    );
  });

  it("is in the order of time, whatever the order of what is read", () => {
    const runs = histories(slowedDown());
    expect(historyOf(runs.toReversed())).toEqual(historyOf(runs));
  });

  it("keeps hardware apart, and samples of other lengths", () => {
    const quick = runAt(day(3));
    for (const probe of quick.probes)
      if (probe.kind === "iperf")
        probe.samples = probe.samples.map((each) => (each.status === "ok" ? { ...each, seconds: 1 } : each));
    const parts = historyOf(histories([runAt(day(1)), runAt(day(2), 1, { hostKind: "vm" }), quick]));
    expect(parts.map(({ hardware, runs }) => [hardware.hostKind, runs.length])).toEqual([
      ["dind", 2],
      ["vm", 1],
    ]);
    expect(parts[0]?.series.filter(({ id }) => id === "iperf/1").map(({ settings }) => settings)).toEqual([
      "samples of 1 s after 1 s",
      "samples of 4 s after 1 s",
    ]);
  });

  it("keeps machines apart whose processors are others, and says which they are", () => {
    const { environment } = runAt(day(1));
    const cpus = ["AMD EPYC 7B13", "Intel(R) Xeon(R) Processor"];
    const runs = Array.from({ length: 24 }, (_, index) => {
      const cpuModel = cpus[index % 2] ?? "";
      return runAt(day(index + 1), 1 + (index % 2), { environment: { ...environment, cpuModel } });
    });
    const parts = historyOf(histories(runs));
    expect(parts.map((part) => [part.hardware.cpu, part.runs.length])).toEqual([
      ["2 × Intel(R) Xeon(R) Processor", 12],
      ["2 × AMD EPYC 7B13", 12],
    ]);
    expect(parts.flatMap((part) => part.series.flatMap(({ changes }) => changes))).toEqual([]);
    expect(trendText(parts)).toContain("12 runs on dind hosts, 2 × AMD EPYC 7B13\n");
    const more = runAt(day(30), 1, { environment: { ...environment, cpus: 4 } });
    expect(historyOf(histories([...runs, more])).map((part) => part.runs.length)).toEqual([1, 12, 12]);
  });

  it("says that figures spread more, where their level is as it was", () => {
    const next = numbers(3);
    const runs = Array.from({ length: 40 }, (_, index) =>
      runAt(day(index + 1), 1 + (index < 20 ? 0.01 : 0.2) * shapes.normal(next)),
    );
    const [part] = historyOf(histories(runs));
    const series = part?.series.find(({ id }) => id === "iperf/1");
    const change = series?.changes[0];
    if (!series || !change) throw new Error("no change");
    expect(change.spread.after).toBeGreaterThan(5 * change.spread.before);
    // The medians of so few differ by chance.
    const same = { ...change, after: change.before };
    expect(changeText(same, series)).toBe("as large as before, spread more");
    expect(changeWithLevels(same, series)).toBe("as large as before, 10.5 Gbit/s, and spread more");
    const back = { ...same, spread: { before: same.spread.after, after: same.spread.before } };
    expect(changeText(back, series)).toBe("as large as before, spread less");
  });

  it.each([
    [{ before: 10, after: 10, spread: { before: 0.1, after: 2 } }, "as large as before, spread more"],
    [{ before: 10, after: 10.01, spread: { before: 0.1, after: 2 } }, "as large as before, spread more"],
    [{ before: 10, after: 9.99, spread: { before: 2, after: 0.1 } }, "as large as before, spread less"],
    [{ before: 10, after: 10, spread: { before: 1, after: 1 } }, "as large as before, spread otherwise"],
    [{ before: 10, after: 10.04, spread: { before: 0.001, after: 0.001 } }, "0.4 % worse"],
    [{ before: 10_000, after: 10_001, spread: { before: 0, after: 0 } }, "less than 0.1 % worse"],
    [{ before: 10, after: 9, spread: { before: 0.1, after: 2 } }, "10 % better"],
    [{ before: 0, after: 9, spread: { before: 0, after: 2 } }, "worse"],
  ])("tells a change of level from one of spread: %o", (change, text) => {
    expect(changeText(change, { better: "less", unit: "ms" })).toBe(text);
  });

  it("says that too few runs tell nothing", () => {
    expect(trendText(historyOf(histories(slowedDown(5))))).toContain(
      "5 runs: too few to tell a change from chance, which takes 12.",
    );
    expect(trendText(historyOf(histories(slowedDown(12))))).toContain("No change of level in 12 runs.");
  });
});

describe("its page", () => {
  it("is one file without a script, the same each time, with a chart for each figure", async () => {
    const parts = historyOf(
      histories([...slowedDown(), { ...vxlanRunWithoutFigures(), run: "20260501T000000Z" }]),
    );
    const page = await trendPage("lab-vxlan", parts);
    expect(page).toBe(await trendPage("lab-vxlan", parts));
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    expect(page.match(/<svg/g)?.length).toBe(4);
    expect(page).toContain("5.3 % worse");
    expect(page).toContain("Host host2 does not answer");
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("has text of records as text", async () => {
    const hostile = '</title><script>alert("1")</script>';
    const runs = [runAt(day(1), 1, { name: hostile }), runAt(day(2), 1, { name: hostile })];
    for (const run of runs) for (const probe of run.probes) probe.name = hostile;
    const page = await trendPage(hostile, historyOf(histories(runs)));
    expect(page).not.toContain("<script>");
    expect(page).toContain("&lt;script&gt;");
  });

  it("draws more samples than a function takes arguments", () => {
    const runs = Array.from({ length: 13 }, (_, index) => runAt(day(index + 1)));
    for (const { probes } of runs)
      for (const probe of probes)
        if (probe.kind === "ping")
          probe.samples = Array.from({ length: 10_000 }, (_, index) => ({
            ...{ sequence: index + 1, ttl: 62 },
            milliseconds: 1 + index / 2 ** 14,
          }));
    const [part] = historyOf(histories(runs));
    const series = part?.series.find(({ id }) => id === "ping/rtt");
    expect(series && JSON.stringify(chartSpec(series))).toContain(
      `"domainMin":1,"domainMax":${1 + 9_999 / 2 ** 14}`,
    );
  });

  it("is there for one run, and for runs without a figure", async () => {
    expect(await trendPage("lab-vxlan", historyOf(histories([runAt(day(1))])))).toContain("too few to tell");
    expect(await trendPage("lab-vxlan", historyOf(histories([vxlanRunWithoutFigures()])))).toContain(
      "They have no figures.",
    );
  });
});
