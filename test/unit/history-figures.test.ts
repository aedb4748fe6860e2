import { describe, expect, it } from "vitest";
import { figuresOf } from "../../lib/history/run-figures.ts";
import { kindOf, type ProbeResult } from "../../lib/probes/kinds.ts";
import { metricsOf } from "../../lib/results/comparison/metrics.ts";
import { comparisonOf } from "../fixtures/comparison.ts";
import { vxlanRun, vxlanRunWithFailedSample, vxlanRunWithoutFigures } from "../fixtures/run.ts";

describe("a run's figures", () => {
  it("are the samples of each probe, with units", () => {
    expect(
      figuresOf(vxlanRun().probes).map(({ id, unit, settings, values }) => [
        id,
        unit,
        settings,
        values.length,
      ]),
    ).toEqual([
      ["iperf/1", "bit/s", "samples of 4 s after 1 s", 3],
      ["iperf/8", "bit/s", "samples of 4 s after 1 s", 3],
      ["ping/rtt", "ms", "", 10],
      ["ping/loss", "%", "", 1],
    ]);
  });

  it("are none of a sample that failed, and none at all where nothing was measured", () => {
    const [, eight] = figuresOf(vxlanRunWithFailedSample().probes);
    expect(eight?.values).toEqual([12_866_030_000, 12_571_940_000]);
    expect(figuresOf(vxlanRunWithoutFigures().probes)).toEqual([]);
  });

  it("name the probe where it is not called like its kind", () => {
    const probes = vxlanRun().probes.map((probe): ProbeResult => ({ ...probe, name: `${probe.name}-2` }));
    expect(figuresOf(probes)[0]).toMatchObject({ id: "iperf-2/1", title: "Throughput, 1 stream (iperf-2)" });
  });

  it("are called and measured as comparisons have them", () => {
    const { probes, turns } = comparisonOf();
    const results = turns[0]?.results ?? [];
    // Hosts there did not count whole hosts' CPU time.
    const metrics = metricsOf(probes).filter(({ read }) => read(results) !== null);
    const figures = figuresOf(results);
    expect(figures.map(({ id }) => id).sort()).toEqual(metrics.map(({ about }) => about.key).sort());
    for (const { about, better, read } of metrics) {
      const figure = figures.find(({ id }) => id === about.key);
      expect(figure).toMatchObject({
        better,
        title: about.title,
        unit: about.unit,
        quantity: about.quantity,
      });
      expect(figure?.values).toEqual([read(results)?.value]);
    }
  });

  it("are none of a ping that shows silence", () => {
    const [, ping] = vxlanRun().probes;
    if (ping?.kind !== "ping") throw new Error("no ping");
    expect(kindOf(ping).reading.figures?.({ ...ping, expect: "silence" } as ProbeResult)).toEqual([]);
  });
});
