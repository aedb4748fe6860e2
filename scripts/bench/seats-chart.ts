import type { TopLevelSpec } from "vega-lite";
import { chartSvg } from "../../lib/report/chart.ts";
import { pointsTheme } from "../../lib/report/chart-theme.ts";
import { svgFile } from "../../lib/report/svg-file.ts";
import { type Contestants, lineOf, type SeatsMeasured } from "./seats-table.ts";
import type { Trip } from "./trips.ts";

export const title = "Time and memory over the number of seats, beside the plain script";

/** A self-contained SVG: a point for each round's figure, and the straight lines through the medians. */
export async function seatsChart(measured: readonly SeatsMeasured[], description: string): Promise<string> {
  const spec: TopLevelSpec = {
    padding: 12,
    spacing: 44,
    config: pointsTheme,
    hconcat: [panel(measured, "up", "s until all are ready"), panel(measured, "gigabytes", "GB of memory")],
  };
  return svgFile(await chartSvg(spec, { id: "seats", title, description }));
}

const contestants: readonly (readonly [Contestants, string])[] = [
  ["underlay", "Underlay"],
  ["script", "plain script"],
];

function panel(measured: readonly SeatsMeasured[], key: keyof Trip, axis: string) {
  const numbers = measured.map(({ seats }) => seats);
  const points = contestants.flatMap(([who, label]) =>
    measured.flatMap(({ seats, turns }) =>
      turns[who].map((trip) => ({ who: label, seats, value: trip[key] })),
    ),
  );
  const lines = contestants.flatMap(([who, label]) => {
    const { at } = lineOf(measured, who, key);
    return [0, Math.max(...numbers)].map((seats) => ({ who: label, seats, value: at(seats) }));
  });
  const domain = contestants.map(([, label]) => label);
  const line = {
    x: {
      field: "seats",
      type: "quantitative",
      scale: { nice: false, padding: 8 },
      axis: { title: "seats", values: numbers, format: "d" },
    },
    y: { field: "value", type: "quantitative", axis: { title: axis, tickCount: 5, ...aboveAxis } },
    color: {
      field: "who",
      type: "nominal",
      scale: { domain, range: ["var(--series-1)", "var(--series-2)"] },
      legend: { title: null, orient: "bottom" },
    },
  } as const;
  const shape = { field: "who", type: "nominal", scale: { domain, range: ["circle", "square"] } } as const;
  return {
    ...{ width: 320, height: 220 },
    layer: [
      { data: { values: lines }, mark: "line" as const, encoding: line },
      { data: { values: points }, mark: "point" as const, encoding: { ...line, shape } },
    ],
  };
}

/** The title where it takes no width. */
const aboveAxis = {
  titleAngle: 0,
  titleAlign: "left",
  titleAnchor: "end",
  titleX: -30,
  titleY: -14,
} as const;
