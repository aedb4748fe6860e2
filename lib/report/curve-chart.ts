import type { TopLevelSpec } from "vega-lite";
import { significant } from "../figures/format.ts";
import type { Curve, CurveAxis } from "../probes/reading.ts";
import { chart } from "./chart.ts";
import { chartTheme } from "./chart-theme.ts";
import { ratioTicks } from "./comparison/charts/ticks.ts";
import type { Html } from "./html.ts";

/** A line, or points, for each of what is set side by side. Null where there is nothing to draw. */
export async function curveChart(curve: Curve, id: string): Promise<Html | null> {
  if (curve.lines.every(({ points }) => points.length === 0)) return null;
  const title = `${curve.of} from ${curve.from} to ${curve.to}`;
  return chart(chartSpec(curve), { id, title, description: inWords(curve) });
}

function chartSpec({ lines, x, y, isJoined }: Curve): TopLevelSpec {
  const all = lines.flatMap(({ points }) => points);
  const colour = {
    field: "line",
    type: "nominal",
    scale: {
      domain: lines.map(({ label }) => label),
      range: lines.map((_, place) => `var(--series-${(place % 8) + 1})`),
    },
    legend: lines.length > 1 ? { title: null, orient: "top", symbolType: "stroke", labelLimit: 0 } : null,
  } as const;
  return {
    width: 340,
    height: 260,
    padding: { left: 4, right: 12, top: 6, bottom: 4 },
    config: theme,
    data: {
      values: lines.flatMap(({ label, points }) => points.map((point) => ({ line: label, ...point }))),
    },
    mark: isJoined ? { type: "line" } : { type: "point" },
    encoding: {
      x: channel(
        "x",
        x,
        all.map((point) => point.x),
      ),
      y: channel(
        "y",
        y,
        all.map((point) => point.y),
      ),
      color: colour,
    },
  };
}

function channel(field: "x" | "y", { title, scale, ticks }: CurveAxis, values: readonly number[]) {
  if (scale === "log") return logarithmic(field, title, values);
  const marked = ticks ? { values: ticks.map(({ at }) => at), labelExpr: labelOf(ticks) } : { tickCount: 5 };
  return {
    ...{ field, type: "quantitative" as const },
    ...{ scale: { zero: field === "y", nice: !ticks }, axis: { title, ...marked } },
  };
}

/** Of values at or below zero there is no logarithm. */
function logarithmic(field: "x" | "y", title: string, values: readonly number[]) {
  const above = values.filter((value) => value > 0);
  const [low, high] = [Math.min(...above) / 1.1, Math.max(...above) * 1.1];
  return {
    ...{ field, type: "quantitative" as const },
    scale: { type: "log" as const, domain: [low, high] as [number, number], nice: false },
    axis: { title, values: ratioTicks(low, high), format: "," },
  };
}

/** What is written at a tick, as an expression of vega. */
const labelOf = (ticks: NonNullable<CurveAxis["ticks"]>): string =>
  ticks.reduceRight(
    (rest, { at, label }) => `abs(datum.value - ${at}) < 1e-6 ? ${JSON.stringify(label)} : ${rest}`,
    '""',
  );

const theme = {
  ...chartTheme,
  axisX: { domain: false, ticks: false },
  axisY: { domain: false, ticks: false },
  legend: { labelColor: "var(--text)", labelFontSize: 13, symbolStrokeWidth: 3 },
  line: { strokeWidth: 2 },
  point: { size: 64, opacity: 1, filled: true },
} as const;

function inWords({ lines, table: { headings, rows } }: Curve): string {
  const said = rows.map((cells) => cells.map((cell, place) => `${headings[place]}: ${cell}`).join(", "));
  const ends = lines.flatMap(({ label, points }) => {
    const last = points.at(-1);
    return last ? `${label} ends at ${significant(last.y)}` : [];
  });
  return [...said, ...ends].join(". ");
}
