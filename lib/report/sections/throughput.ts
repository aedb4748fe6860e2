import { count, plural, rate, rateRange, rateUnit } from "../../figures/format.ts";
import { type IperfResult, type IperfSample, iperfKind, label } from "../../probes/iperf.ts";
import { resultsOf } from "../../probes/kinds.ts";
import { type Html, html } from "../html.ts";
import { folded, row, type Section, section, table } from "../section.ts";
import { highestRate, throughputChart } from "../throughput-chart.ts";

export const throughput: Section = async (run) => {
  const probes = resultsOf(iperfKind, run.probes);
  if (probes.length === 0) return null;
  const top = highestRate(probes);
  const parts = await Promise.all(probes.map((probe, index) => part(probe, `throughput-${index}`, top)));
  return section(
    "throughput",
    "Throughput",
    "TCP by iperf3, as received. Bars are medians; every point is a sample.",
    html`${parts}`,
  );
};

/** So many samples fit beside the chart. */
const fewSamples = 8;

async function part(probe: IperfResult, id: string, top: number): Promise<Html> {
  return html`<h3>${probe.name}: ${probe.from} → ${probe.to}</h3>
<div class="beside">
${top > 0 && (await throughputChart(probe, id, top))}
<div>
${table("Statistics", ["Streams", "Median", "Min–max", "sd", "n"], probe.summary.map(statisticsRow))}
${failures(probe.samples)}
${folded("Every sample", samplesTable(probe), probe.samples.length <= fewSamples)}
</div>
</div>
`;
}

function statisticsRow({ streams, bitsPerSecond }: IperfResult["summary"][number]): Html {
  const { median, min, max, standardDeviation, n, failed } = bitsPerSecond;
  return row(
    count(streams),
    median === null ? "no figure" : html`<strong>${rate(median)}</strong>`,
    min === null || max === null ? "–" : `${rateRange(min, max, rateUnit(max))} ${rateUnit(max).unit}`,
    standardDeviation === null ? "–" : rate(standardDeviation),
    failed === 0 ? count(n) : html`${count(n)} <span class="failure-count">(${count(failed)} failed)</span>`,
  );
}

/** A failed sample is said to have failed, with its reason: it is never a zero, nor left out in silence. */
function failures(samples: readonly IperfSample[]): Html | null {
  const failed = samples.flatMap((sample) => (sample.status === "failed" ? [sample] : []));
  if (failed.length === 0) return null;
  return html`<div class="note" role="note"><strong>✗ ${plural(failed.length, "sample")} failed</strong> and ${failed.length === 1 ? "is" : "are"} in no figure:
<ul>${failed.map((sample) => html`<li>${label(sample)}: ${sample.reason}</li>`)}</ul></div>`;
}

const samplesTable = ({ samples }: IperfResult): Html =>
  table("Samples", ["Sample", "Received", "Retransmits", "CPU client", "CPU server"], samples.map(sampleRow));

function sampleRow(sample: IperfSample): Html {
  if (sample.status === "failed")
    return html`<tr><th scope="row">${label(sample)}</th><td colspan="4"><span class="failure">✗ failed</span></td></tr>\n`;
  const { bitsPerSecond, retransmits, cpuPercent } = sample;
  const cpu = (value: number) => `${Math.round(value)} %`;
  return row(
    label(sample),
    rate(bitsPerSecond),
    retransmits === null ? "not told" : count(retransmits),
    cpu(cpuPercent.client),
    cpu(cpuPercent.server),
  );
}
