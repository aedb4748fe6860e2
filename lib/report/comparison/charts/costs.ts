import type { TopLevelSpec } from "vega-lite";
import type { MetricSummary } from "../../../results/comparison/record.ts";
import { chart } from "../../chart.ts";
import { chartTheme } from "../../chart-theme.ts";
import type { Html } from "../../html.ts";
import { figureText, membersOf } from "../figures.ts";
import { seriesColour } from "./parts.ts";

/** Every figure of what is spent for each GB, side by side: the medians of each lab. Null where there are not two such figures. */
export async function costsChart(summaries: readonly MetricSummary[]): Promise<Html | null> {
  const costs = summaries.filter(({ metric }) => metric.unit === "s/GB");
  const bars = costs.flatMap((summary) =>
    membersOf(summary).map(({ title, median }) => ({
      ...{ lab: title, what: summary.metric.title, value: median ?? 0 },
      said: figureText(median, summary.metric.unit),
    })),
  );
  const top = Math.max(0, ...bars.map(({ value }) => value));
  if (costs.length < 2 || top === 0) return null;
  return chart(specOf(bars, top), {
    id: "costs",
    title: "CPU time for each GB",
    description: bars.map(({ lab, what, said }) => `${lab}, ${what}: ${said}.`).join(" "),
  });
}

interface Bar {
  readonly lab: string;
  readonly what: string;
  readonly value: number;
  readonly said: string;
}

function specOf(bars: readonly Bar[], top: number): TopLevelSpec {
  const figures = [...new Set(bars.map(({ what }) => what))];
  const y = {
    field: "lab",
    type: "nominal",
    sort: null,
    axis: { title: null, ticks: false, labelPadding: 8 },
    scale: { paddingInner: 0.25 },
  } as const;
  const yOffset = { field: "what", type: "nominal", sort: figures } as const;
  const x = {
    field: "value",
    type: "quantitative",
    // Room for what is written behind the bars.
    scale: { domain: [0, top * 1.25] as [number, number] },
    axis: { title: "s/GB", tickCount: 5 },
  } as const;
  return {
    width: 560,
    height: { step: 22, for: "offset" },
    padding: { left: 4, right: 16, top: 6, bottom: 4 },
    config: theme,
    data: { values: [...bars] },
    encoding: { x, y, yOffset },
    layer: [
      {
        mark: { type: "bar" },
        encoding: {
          fill: {
            field: "what",
            type: "nominal",
            scale: { domain: figures, range: figures.map((_, place) => seriesColour(place)) },
            legend: { title: null, orient: "top", labelLimit: 0 },
          },
        },
      },
      { mark: { type: "text", align: "left", dx: 5 }, encoding: { text: { field: "said" } } },
    ],
  };
}

const theme = {
  ...chartTheme,
  axisX: { domain: false, ticks: false },
  axisY: { grid: false },
  text: { fill: "var(--text)", fontSize: 12, font: "Helvetica" },
  legend: { labelColor: "var(--text)", labelFontSize: 13, labelLimit: 0, symbolStrokeWidth: 0 },
} as const;
