import { count, plural } from "../../figures/format.ts";
import type { ComparisonRecord, MetricSummary } from "../../results/comparison/record.ts";
import { hardwareOf, hardwareText } from "../../results/hardware.ts";
import { fact, times } from "../fact.ts";
import { gateSection } from "../gate/section.ts";
import { type Html, html } from "../html.ts";
import { page } from "../page.ts";
import { folded, row, section, table } from "../section.ts";
import { machineRows } from "../sections/environment.ts";
import { badge, toneOf } from "../verdict.ts";
import { metricChart } from "./chart.ts";
import { figureText, firstOf, linesOf, roundsText } from "./figures.ts";
import { failures, happenings, howToRead } from "./notes.ts";

/** A comparison as one self-contained page. The same record gives the same bytes. */
export async function comparisonReport(record: ComparisonRecord): Promise<string> {
  return page(
    `Comparison of ${namesOf(record)}: Underlay report`,
    head(record),
    [...gateSection(record), figures(record), await samples(record), labs(record), machine(record)],
    html`Made by Underlay ${record.environment.underlay} from comparison ${record.comparison}.`,
  );
}

const namesOf = ({ labs }: ComparisonRecord): string => labs.map(({ name }) => name).join(", ");

function head(record: ComparisonRecord): Html {
  const word = record.gate?.verdict ?? record.status;
  return html`<header class="banner ${toneOf(word)}">
<p class="kind">${record.gate === null ? "Comparison" : "Gate"}</p>
<h1>${namesOf(record)} ${badge(word)}</h1>
<p class="about">Labs that were up together and measured in turns, ${record.gate === null ? "in an order that rotates" : "in an order that a coin gave"}, so that what drifts hits all alike.</p>
<dl>
${fact("Probes", record.probes.map(({ name }) => name).join(", "))}
${fact("Hosts", hardwareText(hardwareOf(record)))}
${fact("Rounds", roundsText(record))}
${times(record)}
</dl>
</header>
`;
}

function figures(record: ComparisonRecord): Html {
  const reasons = failures(record);
  return section(
    "figures",
    "Figures",
    "",
    html`${table(
      "Figures",
      ["Figure", "Lab", "Rounds", "Median", "Interval", `Ratio to ${firstOf(record)}`, "Different"],
      record.summary.flatMap((summary) =>
        linesOf(summary).map(({ lab, cells }, index) =>
          row(index === 0 ? summary.metric.title : "", lab, ...cells),
        ),
      ),
    )}
${happenings(record).map((sentence) => html`<p>${sentence}</p>`)}${howToRead(record).map((sentence) => html`<p class="muted">${sentence}</p>`)}
${reasons.length > 0 && html`<div class="note" role="note"><strong>✗ ${plural(reasons.length, "probe")} failed</strong> and ${reasons.length === 1 ? "is" : "are"} in no figure:<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul></div>`}`,
  );
}

async function samples({ summary }: ComparisonRecord): Promise<Html> {
  const parts = await Promise.all(
    summary.map(
      async (part) => html`<h3>${part.metric.title}</h3>
${await metricChart(part)}
${folded("Every sample", samplesTable(part))}`,
    ),
  );
  return section(
    "samples",
    "Samples",
    "Bars are medians; every point is a sample, the first round's on top.",
    html`${parts}`,
  );
}

function samplesTable({ metric: { title, unit }, labs }: MetricSummary): Html {
  const rounds = Math.max(0, ...labs.map(({ values }) => values.length));
  const names = Array.from({ length: rounds }, (_, index) => `Round ${index + 1}`);
  return table(
    `Samples: ${title}`,
    ["Lab", ...names],
    labs.map(({ lab, values }) => row(lab, ...values.map((value) => figureText(value, unit)))),
  );
}

const labs = ({ labs: all }: ComparisonRecord): Html =>
  section(
    "labs",
    "Labs",
    "",
    table(
      "Labs",
      ["Lab", "About", "Mode", "Workloads' MTU"],
      all.map(({ name, about, mode }) =>
        row(name, html`<div class="results">${about}</div>`, mode.name, count(mode.mtu)),
      ),
    ),
  );

function machine({ environment }: ComparisonRecord): Html {
  return section("machine", "Machine", "", table("Machine", ["Machine", "Value"], machineRows(environment)));
}
