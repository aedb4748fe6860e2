import type { TopLevelSpec } from "vega-lite";
import { rateUnit } from "../../../figures/format.ts";
import type { MetricSummary } from "../../../results/comparison/record.ts";
import { chart } from "../../chart.ts";
import { chartTheme } from "../../chart-theme.ts";
import type { Html } from "../../html.ts";
import { figureText, membersOf } from "../figures.ts";
import { chartId, plotWidth, standsOut } from "./parts.ts";

/**
 * A bar for each lab's median, and every sample as a point, the first round's on top. A round without a figure is no
 * point: it is written out below. Null where there is no figure above zero.
 */
export async function samplesChart(summary: MetricSummary): Promise<Html | null> {
  const { title } = summary.metric;
  const samples = membersOf(summary).flatMap(({ values }) => values.map((value) => value ?? 0));
  const top = Math.max(0, ...samples);
  if (top === 0) return null;
  return chart(specOf(summary, top), {
    ...{ id: chartId("samples", summary), title: `Samples: ${title}`, description: inWords(summary) },
  });
}

function specOf(summary: MetricSummary, top: number): TopLevelSpec {
  const { metric } = summary;
  const { unit, size } = metric.unit === "bit/s" ? rateUnit(top) : { unit: metric.unit, size: 1 };
  const members = membersOf(summary).map((member) => ({
    ...member,
    group: `${member.title}\n${figureText(member.median, metric.unit)}`,
  }));
  const medians = members.map(({ group, median, isTwin }) => ({
    ...{ group, isTwin },
    value: median === null ? null : median / size,
  }));
  const isOutlier = standsOut(summary);
  const points = members.flatMap(({ lab, group, values }) =>
    values.flatMap((value, round) =>
      value === null
        ? []
        : {
            ...{ group, value: value / size, shift: spreadOut(round, values.length) },
            outlier: isOutlier(lab, round + 1),
          },
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
    width: plotWidth(medians.map(({ group }) => group)),
    height: { step: 64 },
    padding: { left: 4, right: 16, top: 6, bottom: 4 },
    config: theme,
    layer: [
      {
        data: { values: medians },
        mark: { type: "bar", height: 44 },
        encoding: { x, y, fillOpacity: { condition: { test: "datum.isTwin", value: 0.45 }, value: 1 } },
      },
      {
        data: { values: points },
        mark: { type: "point", yOffset: { expr: "datum.shift" } },
        encoding: { x, y, fill: outlierFill("var(--point)"), shape: outlierShape, size: outlierSize },
      },
    ],
  };
}

const outlierFill = (other: string) => ({
  condition: { test: "datum.outlier", value: "var(--bad)" },
  value: other,
});
const outlierSize = { condition: { test: "datum.outlier", value: 130 }, value: 48 } as const;
const outlierShape = { condition: { test: "datum.outlier", value: "diamond" }, value: "circle" } as const;

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
  point: { stroke: "var(--panel)", strokeWidth: 1, size: 48, opacity: 1, filled: false },
} as const;

const inWords = (summary: MetricSummary): string =>
  membersOf(summary)
    .map(({ title, median, values }) => {
      const { unit } = summary.metric;
      const samples = values.map((value) => figureText(value, unit)).join(", ");
      return `${title}: median ${figureText(median, unit)}. Rounds: ${samples}.`;
    })
    .join(" ");
