import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { rateUnit } from "../../figures/format.ts";
import type { MetricSummary } from "../../results/comparison/record.ts";
import { chartTheme } from "../chart-theme.ts";
import { type Html, html } from "../html.ts";
import { inlineSvg } from "../svg.ts";
import { figureText } from "./figures.ts";

/**
 * A bar for each lab's median, and every sample as a point, the first round's on top. A round without a figure is no
 * point: it is written out below. Null where there is no figure above zero.
 */
export async function metricChart(summary: MetricSummary): Promise<Html | null> {
  const { key, title } = summary.metric;
  const top = Math.max(0, ...summary.labs.flatMap(({ values }) => values.map((value) => value ?? 0)));
  if (top === 0) return null;
  const spec = compile(chartSpec(summary, top), { logger: vega.logger(vega.Error) }).spec;
  const view = new vega.View(vega.parse(spec), { renderer: "none", logLevel: vega.Error });
  const svg = inlineSvg(await view.toSVG(), {
    id: `chart-${key.replaceAll(/[^a-z0-9-]/gi, "-")}`,
    title,
    description: inWords(summary),
  });
  view.finalize();
  return html`<div class="chart scroll" tabindex="0" role="group" aria-label="${title}">${svg}</div>`;
}

function chartSpec({ metric, labs }: MetricSummary, top: number): TopLevelSpec {
  const { unit, size } = metric.unit === "bit/s" ? rateUnit(top) : { unit: metric.unit, size: 1 };
  const medians = labs.map(({ lab, median }) => ({
    group: `${lab}\n${figureText(median, metric.unit)}`,
    value: median === null ? null : median / size,
  }));
  const points = labs.flatMap(({ values }, index) =>
    values.flatMap((value, round) =>
      value === null
        ? []
        : { group: medians[index]?.group, value: value / size, shift: spreadOut(round, values.length) },
    ),
  );
  const y = {
    field: "group",
    type: "nominal",
    sort: medians.map(({ group }) => group),
    axis: { title: null, labelExpr: "split(datum.label, '\\n')", ticks: false, labelPadding: 8 },
  } as const;
  const x = {
    field: "value",
    type: "quantitative",
    scale: { domainMin: 0 },
    axis: { title: unit, tickCount: 5 },
  } as const;
  return {
    width: 460,
    height: { step: 64 },
    padding: { left: 4, right: 16, top: 6, bottom: 4 },
    config: theme,
    layer: [
      { data: { values: medians }, mark: { type: "bar", height: 44 }, encoding: { x, y } },
      {
        data: { values: points },
        mark: { type: "point", yOffset: { expr: "datum.shift" } },
        encoding: { x, y },
      },
    ],
  };
}

/** Pixels from the middle of a bar for round 0…count-1, within 34 px. */
function spreadOut(round: number, count: number): number {
  const step = Math.min(9, 34 / Math.max(1, count - 1));
  return (round - (count - 1) / 2) * step;
}

const theme = {
  ...chartTheme,
  axisX: { domain: false, ticks: false },
  axisY: { grid: false, labelLineHeight: 17 },
  bar: { fill: "var(--bar)" },
  point: {
    fill: "var(--point)",
    stroke: "var(--panel)",
    strokeWidth: 1,
    size: 44,
    opacity: 1,
    filled: false,
  },
} as const;

const inWords = ({ metric: { unit }, labs }: MetricSummary): string =>
  labs
    .map(({ lab, median, values }) => {
      const samples = values.map((value) => figureText(value, unit)).join(", ");
      return `${lab}: median ${figureText(median, unit)}. Rounds: ${samples}.`;
    })
    .join(" ");
