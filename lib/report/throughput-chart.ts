import type { TopLevelSpec } from "vega-lite";
import { plural, rate, rateUnit } from "../figures/format.ts";
import type { Rates } from "../probes/reading.ts";
import { chart } from "./chart.ts";
import { chartTheme } from "./chart-theme.ts";
import type { Html } from "./html.ts";

/**
 * Bars for the medians of each group of samples, and every sample as a point. A sample without a figure
 * is no point: it is written out below the chart. `top`, the highest rate of
 * all charts of a run, is above zero and gives them one scale.
 */
export function throughputChart(rates: Rates, id: string, top: number): Promise<Html> {
  return chart(chartSpec(rates, top), {
    id,
    title: `Throughput from ${rates.from} to ${rates.to}`,
    description: inWords(rates),
  });
}

/** The highest sample of several probes, in bit/s. */
export const highestRate = (all: readonly Rates[]): number =>
  Math.max(0, ...all.flatMap((rates) => soundOf(rates).map(({ bitsPerSecond }) => bitsPerSecond)));

const soundOf = ({ samples }: Rates) => samples.flatMap((sample) => (sample.status === "ok" ? [sample] : []));

function chartSpec(rates: Rates, top: number): TopLevelSpec {
  const { unit, size } = rateUnit(top);
  const medians = rates.groups.map(({ label, bitsPerSecond: { median } }) => ({
    group: `${label}\n${median === null ? "no figure" : rate(median)}`,
    label,
    value: median === null ? null : median / size,
  }));
  const points = soundOf(rates).map(({ group, sample, bitsPerSecond }) => ({
    group: medians.find(({ label }) => label === group)?.group,
    value: bitsPerSecond / size,
    // Side by side in the order they were taken, so that equal samples stay apart.
    shift: spreadOut(sample, rates.samples.filter((other) => other.group === group).length),
  }));
  const x = {
    field: "group",
    type: "nominal",
    sort: medians.map(({ group }) => group),
    axis: {
      title: null,
      labelAngle: 0,
      labelExpr: "split(datum.label, '\\n')",
      ticks: false,
      labelPadding: 8,
    },
  } as const;
  const y = {
    field: "value",
    type: "quantitative",
    scale: { domain: [0, axisEnd(top / size)] as [number, number], nice: false },
    axis: { title: unit, tickCount: 5, titleAngle: 0, titleAlign: "left", titleX: -38, titleY: -10 },
  } as const;
  return {
    width: { step: 112 },
    height: 240,
    padding: { left: 4, right: 4, top: 6, bottom: 4 },
    config: theme,
    layer: [
      { data: { values: medians }, mark: { type: "bar", width: 72 }, encoding: { x, y } },
      {
        data: { values: points },
        mark: { type: "point", xOffset: { expr: "datum.shift" } },
        encoding: { x, y },
      },
    ],
  };
}

/** The first round number that is not below `value`: the axis ends there, above the highest point. */
function axisEnd(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  return decade * ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * decade >= value) ?? 10);
}

/** Pixels from the middle of a bar for sample 1…count, within 56 px. */
function spreadOut(sample: number, count: number): number {
  const step = Math.min(18, 56 / Math.max(1, count - 1));
  return (sample - (count + 1) / 2) * step;
}

const theme = {
  ...chartTheme,
  axisX: { grid: false, labelLineHeight: 17 },
  axisY: { domain: false, ticks: false },
  bar: { fill: "var(--bar)" },
  point: {
    fill: "var(--point)",
    stroke: "var(--panel)",
    strokeWidth: 1.5,
    size: 64,
    opacity: 1,
    filled: false,
  },
} as const;

function inWords({ groups, samples }: Rates): string {
  return groups
    .map(({ label, bitsPerSecond: { median, failed } }) => {
      const figures = samples
        .filter(({ group }) => group === label)
        .flatMap((sample) => (sample.status === "ok" ? [rate(sample.bitsPerSecond)] : []));
      const list = figures.length > 0 ? ` Samples: ${figures.join(", ")}.` : "";
      const missing = failed > 0 ? ` ${plural(failed, "sample")} failed.` : "";
      return `${label}: median ${median === null ? "unknown" : rate(median)}.${list}${missing}`;
    })
    .join(" ");
}
