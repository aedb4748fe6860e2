import { count, plural, rate, rateRange, rateUnit } from "../../figures/format.ts";
import { kindOf, type ProbeResult } from "../../probes/kinds.ts";
import type { RateGroup, RateSample, Rates } from "../../probes/reading.ts";
import { type Html, html } from "../html.ts";
import { folded, row, type Section, section, table } from "../section.ts";
import { highestRate, throughputChart } from "../throughput-chart.ts";

/** Of every probe whose kind measures rates. */
export const throughput: Section = async (run) => {
  const measured = run.probes.flatMap((probe) => {
    const rates = kindOf(probe).reading.rates?.(probe);
    return rates ? [{ probe, rates }] : [];
  });
  if (measured.length === 0) return null;
  const all = measured.map(({ rates }) => rates);
  const top = highestRate(all);
  const parts = await Promise.all(
    measured.map(({ probe, rates }, index) => part(probe, rates, `throughput-${index}`, top)),
  );
  return section(
    "throughput",
    "Throughput",
    `${[...new Set(all.map(({ of }) => of))].join(" and ")}, as received. Bars are medians; every point is a sample.`,
    html`${parts}`,
  );
};

/** So many samples fit beside the chart. */
const fewSamples = 8;

async function part({ name }: ProbeResult, rates: Rates, id: string, top: number): Promise<Html> {
  return html`<h3>${name}: ${rates.from} → ${rates.to}</h3>
<div class="beside">
${top > 0 && (await throughputChart(rates, id, top))}
<div>
${table("Statistics", [rates.by, "Median", "Min–max", "sd", "n"], rates.groups.map(statisticsRow))}
${failures(rates.samples)}
${folded("Every sample", samplesTable(rates), rates.samples.length <= fewSamples)}
</div>
</div>
`;
}

function statisticsRow({ name, bitsPerSecond }: RateGroup): Html {
  const { median, min, max, standardDeviation, n, failed } = bitsPerSecond;
  return row(
    name,
    median === null ? "no figure" : html`<strong>${rate(median)}</strong>`,
    min === null || max === null ? "–" : `${rateRange(min, max, rateUnit(max))} ${rateUnit(max).unit}`,
    standardDeviation === null ? "–" : rate(standardDeviation),
    failed === 0 ? count(n) : html`${count(n)} <span class="failure-count">(${count(failed)} failed)</span>`,
  );
}

/** `8 streams, sample 2`. */
const label = ({ group, sample }: RateSample): string => `${group}, sample ${sample}`;

/** A failed sample is said to have failed, with its reason: it is never a zero, nor left out in silence. */
function failures(samples: readonly RateSample[]): Html | null {
  const failed = samples.flatMap((sample) => (sample.status === "failed" ? [sample] : []));
  if (failed.length === 0) return null;
  return html`<div class="note" role="note"><strong>✗ ${plural(failed.length, "sample")} failed</strong> and ${failed.length === 1 ? "is" : "are"} in no figure:
<ul>${failed.map((sample) => html`<li>${label(sample)}: ${sample.reason}</li>`)}</ul></div>`;
}

const samplesTable = ({ columns, samples }: Rates): Html =>
  table(
    "Samples",
    ["Sample", "Received", ...columns],
    samples.map((sample) =>
      sample.status === "ok"
        ? row(label(sample), rate(sample.bitsPerSecond), ...sample.cells)
        : html`<tr><th scope="row">${label(sample)}</th><td colspan="${columns.length + 1}"><span class="failure">✗ failed</span></td></tr>\n`,
    ),
  );
