import type { TopLevelSpec } from "vega-lite";
import type { MetricSummary } from "../../../results/comparison/record.ts";
import { chart } from "../../chart.ts";
import { chartTheme } from "../../chart-theme.ts";
import type { Html } from "../../html.ts";
import { membersOf } from "../figures.ts";
import { chartId, seriesColour, standsOut } from "./parts.ts";

/**
 * A line for each lab, round by round, each against its own median: what drifts bends all lines alike, and what stands out is a diamond.
 * Null where no lab has two figures.
 */
export async function roundsChart(summary: MetricSummary): Promise<Html | null> {
  const members = membersOf(summary).filter(({ n, median }) => n > 1 && (median ?? 0) > 0);
  if (members.length === 0) return null;
  const isOutlier = standsOut(summary);
  const points = members.flatMap(({ lab, title, values, median }) =>
    values.map((value, index) => ({
      ...{ lab: title, round: index + 1, outlier: isOutlier(lab, index + 1) },
      value: value === null || median === null ? null : (100 * value) / median,
    })),
  );
  const names = membersOf(summary).map(({ title }) => title);
  const { title } = summary.metric;
  return chart(specOf(points, names), {
    id: chartId("rounds", summary),
    title: `Rounds: ${title}`,
    description: members.map((member) => inWords(member.title, points)).join(" "),
  });
}

interface Point {
  readonly lab: string;
  readonly round: number;
  readonly value: number | null;
  readonly outlier: boolean;
}

function specOf(points: readonly Point[], names: readonly string[]): TopLevelSpec {
  const shown = names.filter((name) => points.some(({ lab }) => lab === name));
  const rounds = Math.max(...points.map(({ round }) => round));
  const x = {
    field: "round",
    type: "quantitative",
    scale: { domain: [1, Math.max(2, rounds)] as [number, number], nice: false },
    axis: { title: "round", tickMinStep: 1, format: "d", grid: false },
  } as const;
  const y = {
    field: "value",
    type: "quantitative",
    scale: { zero: false },
    axis: {
      title: "% of the lab's own median",
      tickCount: 5,
      titleAngle: 0,
      titleAlign: "left",
      titleX: -36,
      titleY: -10,
    },
  } as const;
  const colour = {
    field: "lab",
    type: "nominal",
    scale: { domain: [...shown], range: shown.map((name) => seriesColour(names.indexOf(name))) },
    legend: { title: null, orient: "bottom", direction: "vertical", columns: 2, symbolType: "stroke" },
  } as const;
  return {
    width: 390,
    height: 180,
    padding: { left: 4, right: 16, top: 6, bottom: 4 },
    config: theme,
    data: { values: [...points] },
    layer: [
      { data: { values: [{ value: 100 }] }, mark: { type: "rule", strokeDash: [4, 3] }, encoding: { y } },
      { mark: { type: "line", strokeWidth: 2 }, encoding: { x, y, stroke: colour } },
      {
        mark: { type: "point", opacity: 1, filled: false, strokeWidth: 1 },
        encoding: {
          ...{ x, y },
          fill: { ...colour, legend: null },
          shape: { condition: { test: "datum.outlier", value: "diamond" }, value: "circle" },
          size: { condition: { test: "datum.outlier", value: 150 }, value: 36 },
          stroke: { condition: { test: "datum.outlier", value: "var(--bad)" }, value: "var(--panel)" },
        },
      },
    ],
  };
}

const theme = {
  ...chartTheme,
  axisX: { ticks: false },
  axisY: { domain: false, ticks: false },
  rule: { stroke: "var(--muted)" },
  legend: { labelColor: "var(--text)", labelFontSize: 13, labelLimit: 0, symbolStrokeWidth: 3 },
} as const;

function inWords(name: string, points: readonly Point[]): string {
  const own = points.filter(({ lab }) => lab === name);
  const shares = own.map(({ value }) => (value === null ? "no figure" : `${Math.round(value)} %`));
  return `${name}: ${shares.join(", ")} of its median.`;
}
