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
import { costsChart } from "./charts/costs.ts";
import { ratiosChart } from "./charts/ratios.ts";
import { roundsChart } from "./charts/rounds.ts";
import { samplesChart } from "./charts/samples.ts";
import { figureText, firstOf, linesOf, membersOf, roundsText } from "./figures.ts";
import { failures, happenings, howToRead } from "./notes.ts";

/** A comparison as one self-contained page. The same record gives the same bytes. */
export async function comparisonReport(compared: ComparisonRecord): Promise<string> {
  const record = compared.gate === null ? compared : withoutDifferences(compared);
  return page(
    `Comparison of ${namesOf(record)}: Underlay report`,
    head(record),
    [
      ...gateSection(record),
      figures(record),
      ...(await charts(record)),
      samples(record),
      labs(record),
      machine(record),
    ],
    html`Made by Underlay ${record.environment.underlay} from comparison ${record.comparison}.`,
  );
}

/** What is different a gate's verdict says: whatever else is told of a number of rounds holds where it was chosen before. */
const withoutDifferences = (record: ComparisonRecord): ComparisonRecord => ({
  ...record,
  summary: record.summary.map((each) => ({
    ...each,
    labs: each.labs.map(({ ratio, ...lab }) => ({ ...lab, ratio: ratio && { ...ratio, different: null } })),
  })),
});

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
  const isGate = record.gate !== null;
  const headings = ["Figure", "Lab", "Rounds", "Median", "Interval", `Ratio to ${firstOf(record)}`];
  return section(
    "figures",
    "Figures",
    "",
    html`${table(
      "Figures",
      isGate ? headings : [...headings, "Different"],
      record.summary.flatMap((summary) =>
        linesOf(summary).map(({ lab, cells }, index) =>
          row(
            html`<span class="wraps">${index === 0 && summary.metric.title}</span>`,
            lab,
            ...(isGate ? cells.slice(0, -1) : cells),
          ),
        ),
      ),
    )}
${happenings(record).map((sentence) => html`<p>${sentence}</p>`)}${howToRead(record).map((sentence) => html`<p class="muted">${sentence}</p>`)}
${reasons.length > 0 && html`<div class="note" role="note"><strong>✗ ${plural(reasons.length, "probe")} failed</strong> and ${reasons.length === 1 ? "is" : "are"} in no figure${isGate && " of this table"}:<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul></div>`}`,
  );
}

/** What cannot be drawn is left out: the tables have it. */
async function charts(record: ComparisonRecord): Promise<Html[]> {
  const { summary } = record;
  const costs = await costsChart(summary);
  const parts = [
    await ofEach(
      record,
      "ratios",
      "Ratios",
      `To ${firstOf(record)}, in each round: medians with their intervals. The dashed line is 1, as in equal labs; the band around it is the noise floor.${record.gate === null ? " What is coloured is different." : ""}`,
      ratiosChart,
    ),
    costs && section("costs", "CPU time for each GB", "Medians, at both ends together.", costs),
    await ofEach(
      record,
      "samples",
      "Samples",
      "Bars are medians; every point is a sample, the first round's on top. A diamond stands out.",
      samplesChart,
    ),
    await ofEach(
      record,
      "rounds",
      "Rounds",
      "Each lab against its own median: what bends all lines alike is the machine's, and costs no ratio anything. A diamond stands out.",
      roundsChart,
    ),
  ];
  return parts.filter((part) => part !== null);
}

/** A section of one chart for each figure that has it; null where none has. */
async function ofEach(
  { summary }: ComparisonRecord,
  id: string,
  title: string,
  lead: string,
  draw: (summary: MetricSummary) => Promise<Html | null>,
): Promise<Html | null> {
  const drawn = await Promise.all(summary.map(async (each) => ({ each, chart: await draw(each) })));
  const cells = drawn.flatMap(({ each, chart }) =>
    chart === null ? [] : html`<div><h3>${each.metric.title}</h3>${chart}</div>\n`,
  );
  return cells.length === 0 ? null : section(id, title, lead, html`<div class="charts">${cells}</div>`);
}

const samples = ({ summary }: ComparisonRecord): Html =>
  section(
    "every-sample",
    "Every sample",
    "",
    html`${summary.map((each) => folded(each.metric.title, samplesTable(each)))}`,
  );

function samplesTable(summary: MetricSummary): Html {
  const { title, unit } = summary.metric;
  const members = membersOf(summary);
  const rounds = Math.max(0, ...members.map(({ values }) => values.length));
  const names = Array.from({ length: rounds }, (_, index) => `Round ${index + 1}`);
  return table(
    `Samples: ${title}`,
    ["Lab", ...names],
    members.map((member) => row(member.title, ...member.values.map((value) => figureText(value, unit)))),
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
