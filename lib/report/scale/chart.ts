import type { TopLevelSpec } from "vega-lite";
import { plural } from "../../figures/format.ts";
import type { ScaleRecord } from "../../scale/record.ts";
import { type Metric, statisticsOf, summaryOf } from "../../scale/summary.ts";
import { chart } from "../chart.ts";
import { pointsTheme } from "../chart-theme.ts";
import type { Html } from "../html.ts";
import { figure } from "./figures.ts";

/** One figure over the number of hosts, both axes logarithmic: a line through the medians, a point for each sample. */
export const scaleChart = (record: ScaleRecord, metric: Metric): Promise<Html> =>
  chart(chartSpec(record, metric), {
    id: `chart-${metric.key}`,
    title: `${metric.title} over the number of hosts`,
    description: inWords(record, metric),
  });

function chartSpec(record: ScaleRecord, metric: Metric): TopLevelSpec {
  const { key, size } = metric;
  const samples = record.points.flatMap(({ mode, hosts, outcome }) =>
    outcome.status === "ok" ? { mode, hosts, value: outcome[key] / size } : [],
  );
  const medians = summaryOf(record).flatMap((point) => {
    const { median } = statisticsOf(point, metric);
    return median === null ? [] : { mode: point.mode, hosts: point.hosts, value: median };
  });
  // A logarithmic axis cannot show zero, so only figures above it are drawn.
  const drawn = <T extends { value: number }>(values: T[]): T[] => values.filter(({ value }) => value > 0);
  const [ticks, domain] = [[...record.hosts], [...record.modes]];
  const encoding = {
    x: {
      field: "hosts",
      type: "quantitative",
      scale: { type: "log", nice: false, padding: 12 },
      axis: { title: "hosts", values: ticks, format: "d" },
    },
    y: {
      field: "value",
      type: "quantitative",
      scale: { type: "log" },
      axis: {
        title: metric.unit === "" ? metric.title : `${metric.title}, ${metric.unit}`,
        tickCount: 4,
        titleAngle: 0,
        titleAlign: "left",
        titleAnchor: "end",
        titleX: -40,
        titleY: -14,
      },
    },
    color: {
      field: "mode",
      type: "nominal",
      scale: { domain, range: colours },
      legend: { title: null, orient: "bottom" },
    },
    shape: { field: "mode", type: "nominal", scale: { domain, range: shapes } },
  } as const;
  const { shape, ...line } = encoding;
  return {
    width: 340,
    height: 220,
    padding: { left: 4, right: 12, top: 6, bottom: 4 },
    config: pointsTheme,
    layer: [
      { data: { values: drawn(medians) }, mark: { type: "line" }, encoding: line },
      { data: { values: drawn(samples) }, mark: { type: "point" }, encoding: { ...line, shape } },
    ],
  };
}

const colours = ["var(--family-network)", "var(--family-tunnel)"];
const shapes = ["circle", "square"];

const inWords = (record: ScaleRecord, metric: Metric): string =>
  summaryOf(record)
    .map((point) => `${point.mode}, ${plural(point.hosts, "host")}: ${figure(point, metric)}.`)
    .join(" ");
