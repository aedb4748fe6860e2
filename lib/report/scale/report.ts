import { count, gibibytes, plural } from "../../figures/format.ts";
import type { ScaleRecord } from "../../scale/record.ts";
import { metrics } from "../../scale/summary.ts";
import { fact, times } from "../fact.ts";
import { type Html, html } from "../html.ts";
import { page } from "../page.ts";
import { row, section, table } from "../section.ts";
import { badge, toneOf } from "../verdict.ts";
import { scaleChart } from "./chart.ts";
import { failures, figure, growth, scaleRows } from "./figures.ts";

/** A scale run as one self-contained page. The same record gives the same bytes. */
export async function scaleReport(record: ScaleRecord): Promise<string> {
  return page(
    `BGP at scale ${record.status}: Underlay report`,
    head(record),
    [figures(record), await charts(record), machine(record)],
    html`Made by Underlay ${record.environment.underlay} from run ${record.run} of scale-bgp.`,
  );
}

function head(record: ScaleRecord): Html {
  const { status, modes, hosts, repeat } = record;
  return html`<header class="banner ${toneOf(status)}">
<p class="kind">Scale report</p>
<h1>BGP at scale ${badge(status)}</h1>
<p class="about">What the sessions of Calico's modes cost on real BGP daemons, as the number of hosts grows.</p>
<dl>
${fact("Modes", modes.join(", "))}
${fact("Hosts", hosts.map(count).join(", "))}
${fact("Repeats", count(repeat))}
${times(record)}
</dl>
</header>
`;
}

function figures(record: ScaleRecord): Html {
  const reasons = failures(record);
  const rows = scaleRows(record, figure).map(([hosts = "", ...cells]) => row(hosts, ...cells));
  const sentences = growth(record);
  return section(
    "figures",
    "Figures",
    "Median of the repeats, and their range. A host is a network namespace with BIRD in it; memory counts shared pages once. Daemons are started one after the other, and the first ones connect while others start; the time to every route begins when the last one was started.",
    html`${table("Figures", ["Hosts", "Mode", "Measured", ...metrics.map(({ title }) => title)], rows)}
${reasons.length > 0 && html`<div class="note">${plural(reasons.length, "point")} failed:<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul></div>`}
${sentences.length > 0 && html`<h3>Growth</h3><p class="muted">A line fitted to the logarithms of all samples; its slope is the exponent, where three numbers of hosts or more were measured twice.</p><ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`}`,
  );
}

async function charts(record: ScaleRecord): Promise<Html> {
  const drawings = await Promise.all(metrics.map((metric) => scaleChart(record, metric)));
  return section(
    "charts",
    "Charts",
    "Both axes are logarithmic, so growth as a power of N is a straight line. Lines join medians; each sample is a point.",
    html`<div class="beside">${drawings}</div>`,
  );
}

function machine({ environment, neighbourTable }: ScaleRecord): Html {
  const { engine, kernel, cpus, memoryBytes, underlay, image } = environment;
  const { needed, limit, tuned } = neighbourTable;
  return section(
    "machine",
    "Machine",
    "",
    table(
      "Machine",
      ["Machine", "Value"],
      [
        row("Engine", engine),
        row("Kernel", kernel),
        row("CPUs", count(cpus)),
        row("Memory", gibibytes(memoryBytes)),
        row(
          "Neighbour table",
          `${count(needed)} entries needed, limit ${count(limit)}${tuned ? ", raised for this run" : ""}`,
        ),
        row("Underlay", underlay),
        row("Image", html`<span class="mono">${image}</span>`),
      ],
    ),
  );
}
