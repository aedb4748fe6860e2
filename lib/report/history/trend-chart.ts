import { max, min } from "simple-statistics";
import type { TopLevelSpec } from "vega-lite";
import { rateUnit } from "../../figures/format.ts";
import type { Series } from "../../history/series.ts";
import { chart } from "../chart.ts";
import { chartTheme } from "../chart-theme.ts";
import { figureText } from "../comparison/figures.ts";
import type { Html } from "../html.ts";
import { changeText, changeWithLevels } from "./figures.ts";

/**
 * A figure over the runs, oldest first: each sample as a faint point and each run's median as a strong one, a line for the median of
 * each level, and a dashed one with a word where the level changes. Runs are as far apart as they are many, whatever the time between them.
 */
export const trendChart = (series: Series, id: string): Promise<Html> =>
  chart(chartSpec(series), {
    ...{ id, title: `${series.title} over ${series.points.length} runs` },
    description: inWords(series),
  });

export function chartSpec(series: Series): TopLevelSpec {
  const { points, changes } = series;
  const all = points.flatMap(({ values }) => values);
  const { unit, size } = unitFor(series, max(all));
  const samples = points.flatMap(({ values }, place) =>
    values.map((value) => ({ place, value: value / size })),
  );
  const medians = points.map(({ median }, place) => ({ place, value: median / size }));
  const [domainMin, domainMax] = roomFor(all.map((value) => value / size));
  const dates = datesBelow(series);
  const x = {
    field: "place",
    type: "quantitative",
    scale: { domainMin: -0.5, domainMax: points.length - 0.5, nice: false },
    axis: {
      title: null,
      grid: false,
      values: Object.keys(dates).map(Number),
      labelExpr: `(${JSON.stringify(dates)})[datum.value]`,
    },
  } as const;
  const y = {
    field: "value",
    type: "quantitative",
    scale: { domainMin, domainMax, zero: false, nice: true },
    axis: { title: unit, tickCount: 5, ...flatTitle },
  } as const;
  return {
    ...{
      width: Math.min(860, Math.max(280, 22 * points.length)),
      height: 190,
      padding: { left: 4, right: 12, top: 6, bottom: 4 },
    },
    config: theme,
    layer: [
      { data: { values: levelsOf(series, size) }, mark: "rule", encoding: { x, x2: { field: "end" }, y } },
      { data: { values: samples }, mark: { type: "circle", size: 16, opacity: 0.7 }, encoding: { x, y } },
      { data: { values: medians }, mark: "point", encoding: { x, y } },
      {
        data: {
          values: changes.map((change) => ({ place: change.at - 0.5, text: changeText(change, series) })),
        },
        layer: [
          { mark: { type: "rule", ...changeMark }, encoding: { x } },
          {
            mark: {
              type: "text",
              align: "left",
              baseline: "top",
              dx: 5,
              y: 0,
              fontSize: 13,
              color: changeMark.color,
            },
            encoding: { x, text: { field: "text" } },
          },
        ],
      },
    ],
  };
}

/** Above the axis, so that it takes no width. */
const flatTitle = {
  titleAngle: 0,
  titleAlign: "left",
  titleAnchor: "end",
  titleX: -40,
  titleY: -14,
} as const;

const changeMark = { color: "var(--warn)", strokeDash: [5, 4], strokeWidth: 2 };

const unitFor = ({ unit }: Series, top: number): { unit: string; size: number } =>
  unit === "bit/s" ? rateUnit(top) : { unit, size: 1 };

/** What the axis shows at least: a tenth to both sides of the middle, so that noise does not look like more than it is. */
function roomFor(values: readonly number[]): [number, number] {
  const [low, high] = [min([...values]), max([...values])];
  const middle = (low + high) / 2;
  return [Math.min(low, middle * 0.9), Math.max(high, middle === 0 ? 1 : middle * 1.1)];
}

const levelsOf = ({ points, changes }: Series, size: number) => {
  const bounds = [0, ...changes.map(({ at }) => at), points.length];
  return changes.length === 0
    ? []
    : bounds.slice(0, -1).map((start, index) => ({
        ...{ place: start - 0.5, end: (bounds[index + 1] ?? start) - 0.5 },
        value: (changes[index]?.before ?? changes[index - 1]?.after ?? 0) / size,
      }));
};

/** At most seven dates, by the place of the run that has each; with the time of day where all are within three days. */
function datesBelow({ points }: Series): Record<number, string> {
  const starts = points.map(({ run }) => run.startedAt);
  const days = (Date.parse(starts.at(-1) ?? "") - Date.parse(starts[0] ?? "")) / 86_400_000;
  const step = Math.max(1, Math.ceil(points.length / 7));
  return Object.fromEntries(
    starts.flatMap((start, place) =>
      place % step === 0
        ? [[place, days < 3 ? start.slice(5, 16).replace("T", " ") : start.slice(0, 10)]]
        : [],
    ),
  );
}

const theme = {
  ...chartTheme,
  rule: { color: "var(--bar)", strokeWidth: 3 },
  circle: { color: "var(--bar)" },
  point: { filled: true, color: "var(--point)", size: 34, opacity: 1 },
} as const;

const inWords = (series: Series): string => {
  const { points, changes, unit } = series;
  const [first, last] = [points[0], points.at(-1)];
  const ends = `From ${figureText(first?.median ?? null, unit)} to ${figureText(last?.median ?? null, unit)}.`;
  return [
    ends,
    ...changes.map(
      (change) => `From run ${points[change.at]?.run.run} on: ${changeWithLevels(change, series)}.`,
    ),
  ].join(" ");
};
