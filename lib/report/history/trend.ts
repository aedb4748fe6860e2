import { max, min } from "simple-statistics";
import { count, plural, utc } from "../../figures/format.ts";
import type { HistoryRun } from "../../history/history-run.ts";
import type { Part, Point, Series } from "../../history/series.ts";
import { wholeHardwareText } from "../../results/hardware.ts";
import { figureText } from "../comparison/figures.ts";
import { fact } from "../fact.ts";
import { type Html, html } from "../html.ts";
import { page } from "../page.ts";
import { folded, row, section, table } from "../section.ts";
import { badge } from "../verdict.ts";
import { trendChart } from "./trend-chart.ts";
import { findingsOf, howFound, nameOf } from "./trend-text.ts";

/** A lab's history as one self-contained page. The same runs give the same bytes. */
export async function trendPage(lab: string, parts: readonly Part[]): Promise<string> {
  const sections = await Promise.all(parts.map(partSection));
  const runs = parts.flatMap((part) => part.runs);
  return page(
    `History of ${lab}: Underlay report`,
    head(lab, parts),
    [...sections, ...failures(runs), section("changes", "How changes are found", howFound, html``)],
    html`Made by Underlay from ${plural(runs.length, "run")} of ${lab}.`,
  );
}

function head(lab: string, parts: readonly Part[]): Html {
  const runs = parts.flatMap((part) => part.runs);
  const series = parts.flatMap((part) => part.series);
  const starts = runs.map(({ startedAt }) => startedAt).sort();
  const statuses = [...new Set(runs.map(({ status }) => status))].map(
    (status) => `${count(runs.filter((run) => run.status === status).length)} ${status}`,
  );
  const changes = series.reduce((total, each) => total + each.changes.length, 0);
  return html`<header class="banner plain">
<p class="kind">History</p>
<h1>${lab}</h1>
<p class="about">Figures of runs one after the other, and where their level changed.</p>
<dl>
${fact("Runs", html`${count(runs.length)}<span class="muted">${statuses.join(", ")}</span>`)}
${fact("Figures", count(series.length))}
${fact("Changes", count(changes))}
${fact("Began", html`${utc(starts[0] ?? "none")}<span class="muted">the last ${utc(starts.at(-1) ?? "none")}</span>`)}
</dl>
</header>
`;
}

async function partSection({ hardware, runs, series }: Part, index: number): Promise<Html> {
  const charts = await Promise.all(series.map((each, place) => seriesPart(each, `trend-${index}-${place}`)));
  return section(
    `hardware-${index}`,
    `${plural(runs.length, "run")} on ${wholeHardwareText(hardware)}`,
    "Strong points are medians, faint ones samples. Lines are the medians between changes of level; a dashed line is such a change.",
    charts.length === 0 ? html`<p>They have no figures.</p>` : html`${charts}`,
  );
}

const seriesPart = async (series: Series, id: string): Promise<Html> => html`<h3>${nameOf(series)}</h3>
${await trendChart(series, id)}
${findingsOf(series).map((finding) => html`<p>${finding}</p>`)}
${folded("Every run", pointsTable(series))}
`;

function pointsTable({ title, unit, points }: Series): Html {
  return table(
    `Runs: ${title}`,
    ["Run", "Median", "Least", "Greatest", "Samples", "Run's status"],
    points.toReversed().map((point) => pointRow(point, unit)),
  );
}

const pointRow = ({ run, median, values }: Point, unit: string): Html =>
  row(
    run.run,
    html`<strong>${figureText(median, unit)}</strong>`,
    figureText(min([...values]), unit),
    figureText(max([...values]), unit),
    count(values.length),
    badge(run.status),
  );

/** Figures that are missing are not drawn, so they are named. */
function failures(runs: readonly HistoryRun[]): Html[] {
  const failed = runs.flatMap((run) => run.failed.map((each) => ({ run, ...each }))).reverse();
  if (failed.length === 0) return [];
  return [
    section(
      "failures",
      "Probes that failed",
      "What they did not measure is no point above, and no zero.",
      table(
        "Probes that failed",
        ["Run", "Probe", "Why"],
        failed.map(({ run, probe, reason }) =>
          row(run.run, probe, html`<div class="results">${reason}</div>`),
        ),
      ),
    ),
  ];
}
