import type { TopLevelSpec } from "vega-lite";
import { percent } from "../../../figures/format.ts";
import type { MetricSummary } from "../../../results/comparison/record.ts";
import { chart } from "../../chart.ts";
import { chartTheme } from "../../chart-theme.ts";
import type { Html } from "../../html.ts";
import { membersOf, ratioText } from "../figures.ts";
import { chartId, plotWidth } from "./parts.ts";
import { ratioTicks } from "./ticks.ts";

/**
 * Every lab's ratio to the first one with its interval, on a scale where twice as much is as far from 1 as half; the line is at 1, and the
 * band is the noise floor. Null where there is no ratio.
 */
export async function ratiosChart(summary: MetricSummary): Promise<Html | null> {
  const rows = rowsOf(summary);
  const known = rows.flatMap(({ median, low, high }) => (median === null ? [] : [median, low, high]));
  if (known.length === 0) return null;
  const { title, noise } = summary.metric;
  return chart(specOf(rows, 1 + noise, known), {
    id: chartId("ratios", summary),
    title: `Ratios: ${title}`,
    description: `${rows.map(({ group }) => group.replace("\n", ": ")).join(". ")}. Noise floor ${percent(noise)}.`,
  });
}

interface Row {
  readonly group: string;
  readonly kind: "different" | "alike" | "twin";
  readonly median: number | null;
  readonly low: number;
  readonly high: number;
}

const rowsOf = (summary: MetricSummary): Row[] =>
  membersOf(summary).flatMap(({ title, isTwin, ratio }): Row[] => {
    if (ratio === null) return [];
    const { median, interval, different } = ratio;
    const middle = median ?? 1;
    return [
      {
        group: `${title}\n${ratioText(ratio)}`,
        kind: isTwin ? "twin" : different ? "different" : "alike",
        ...{ median, low: interval?.low ?? middle, high: interval?.high ?? middle },
      },
    ];
  });

function specOf(rows: readonly Row[], edge: number, known: readonly number[]): TopLevelSpec {
  const [least, most] = [Math.min(1 / edge, ...known), Math.max(edge, ...known)];
  // Room on both sides, and never a scale on which a percent looks like much.
  const room = Math.max((most / least) ** 0.06, 1.02);
  const domain = [least / room, most * room] as [number, number];
  const x = (field: string) =>
    ({
      field,
      type: "quantitative",
      scale: { type: "log", domain, nice: false },
      axis: { title: "ratio", values: ratioTicks(...domain), format: "~r" },
    }) as const;
  const y = {
    field: "group",
    type: "nominal",
    sort: rows.map(({ group }) => group),
    axis: { title: null, labelExpr: "split(datum.label, '\\n')", ticks: false, labelPadding: 8 },
  } as const;
  const told = rows.filter(({ median }) => median !== null);
  return {
    width: plotWidth(rows.map(({ group }) => group)),
    height: { step: 52 },
    padding: { left: 4, right: 16, top: 6, bottom: 4 },
    config: theme,
    layer: [
      {
        data: { values: [{ low: 1 / edge, high: edge }] },
        mark: { type: "rect", fill: "var(--noise)" },
        encoding: { x: x("low"), x2: { field: "high" } },
      },
      {
        data: { values: [{ one: 1 }] },
        mark: { type: "rule", stroke: "var(--muted)", strokeDash: [4, 3] },
        encoding: { x: x("one") },
      },
      {
        data: { values: told },
        mark: { type: "rule", strokeWidth: 3 },
        encoding: { x: x("low"), x2: { field: "high" }, y, stroke: colour },
      },
      {
        data: { values: told },
        mark: { type: "point", size: 90, opacity: 1, strokeWidth: 2, filled: false },
        encoding: { x: x("median"), y, stroke: colour, fill: { ...colour, condition: [hollow, strong] } },
      },
      // A lab without a ratio has its row all the same.
      { data: { values: rows }, mark: { type: "point", size: 0, opacity: 0 }, encoding: { y } },
    ],
  };
}

const hollow = { test: "datum.kind === 'twin'", value: "var(--panel)" };
const strong = { test: "datum.kind === 'different'", value: "var(--series-2)" };
const colour = { condition: strong, value: "var(--plain)" };

const theme = {
  ...chartTheme,
  axisX: { domain: false, ticks: false },
  axisY: { grid: false, labelLineHeight: 17 },
} as const;
