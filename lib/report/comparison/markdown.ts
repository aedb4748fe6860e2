import { count, utc } from "../../figures/format.ts";
import type { ComparisonRecord, LabFigures } from "../../results/comparison/record.ts";
import { hardwareOf, hardwareText } from "../../results/hardware.ts";
import { markdownTable, plain } from "../markdown.ts";
import { figureText, firstOf, linesOf, ratioText, roundsText } from "./figures.ts";
import { failures, happenings, howToRead, noiseOf } from "./notes.ts";

/** A comparison as Markdown: a line for each lab with all its figures, then every figure by itself. */
export function comparisonMarkdown(record: ComparisonRecord): string {
  const { labs, summary } = record;
  const failed = failures(record);
  return [
    `### ${plain(labs.map(({ name }) => name).join(", "))}: ${record.status}`,
    labsTable(record),
    ...[about(record), ...happenings(record), ...howToRead(record)].map(plain),
    markdownTable(
      ["Figure", "Lab", "Rounds", "Median", "Interval", plain(`Ratio to ${firstOf(record)}`), "Different"],
      summary.flatMap((each) =>
        linesOf(each).map(({ lab, cells }, index) =>
          [index === 0 ? each.metric.title : "", lab, ...cells].map(plain),
        ),
      ),
    ),
    ...(failed.length === 0 ? [] : [failed.map((reason) => `- failed: ${plain(reason)}`).join("\n")]),
    plain(machineOf(record)),
    "",
  ].join("\n\n");
}

/** What a matrix has for a README: a line for each lab, and what the figures rest on. */
export const matrixTable = (record: ComparisonRecord): string =>
  [
    labsTable(record),
    plain(
      `Medians of ${about(record)} Bold is what is different, with the ratio and its interval. ${noiseOf(record)} Measured ${utc(record.startedAt).slice(0, 10)} on ${machineOf(record)}.`,
    ),
  ].join("\n\n");

/** A line for each lab: its mode, MTU and the median of every figure, with the ratio where it is a difference. */
function labsTable({ labs, summary }: ComparisonRecord): string {
  const headings = ["Lab", "Mode", "MTU", ...summary.map(({ metric }) => metric.title)];
  return markdownTable(
    headings.map(plain),
    labs.map(({ name, mode }) => [
      `\`${name}\``,
      plain(mode.summary),
      count(mode.mtu),
      ...summary.map(({ metric, labs: figures }) =>
        cell(
          figures.find(({ lab }) => lab === name),
          metric.unit,
        ),
      ),
    ]),
  );
}

/** `10.4 Gbit/s, **× 0.80** (0.78–0.82)`: bold what is different. */
function cell(figures: LabFigures | undefined, unit: string): string {
  if (!figures) return "–";
  const median = plain(figureText(figures.median, unit));
  if (!figures.ratio?.different) return median;
  const [ratio = "", interval] = ratioText(figures.ratio).split(/ (?=\()/);
  return `${median}, **× ${plain(ratio)}**${interval ? ` ${plain(interval)}` : ""}`;
}

/** What the table rests on, in a sentence. */
const about = (record: ComparisonRecord): string =>
  `${roundsText(record)} in turns on ${hardwareText(hardwareOf(record))}; ratios are to ${firstOf(record)}.`;

const machineOf = ({ environment: { cpus, cpuModel, kernel } }: ComparisonRecord): string =>
  `${cpus} CPUs, ${cpuModel}; Linux ${kernel}`;
