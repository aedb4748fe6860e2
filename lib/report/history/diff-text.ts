import { aligned, wrapped } from "../../figures/columns.ts";
import { utc } from "../../figures/format.ts";
import { oneLine } from "../../figures/plain-text.ts";
import type { FigureDifference, RunDiff, Side } from "../../history/diff.ts";
import type { HistoryRun } from "../../history/history-run.ts";
import { isSameHardware } from "../../results/hardware.ts";
import { figureText } from "../comparison/figures.ts";
import { signed, signedPercent } from "./figures.ts";

/** Two runs side by side, for the terminal: their figures, then what they do not share, then what this does not say. */
export function diffText(diff: RunDiff): string {
  const { a, b, environment, figures } = diff;
  return [
    ...aligned([runRow("A", a), runRow("B", b)]),
    "",
    ...(figures.length === 0
      ? ["Neither run has a figure."]
      : aligned([["FIGURE", "A", "B", "DIFFERENCE", ""], ...figures.map(figureRow)])),
    ...failures("A", a),
    ...failures("B", b),
    "",
    ...(environment.length === 0
      ? ["They tell of the same machine, programs and lab."]
      : aligned([
          ["NOT THE SAME", "A", "B"],
          ...environment.map((each) => [each.what, each.a ?? "not told", each.b ?? "not told"]),
        ])),
    "",
    ...wrapped(notJudged(diff), ""),
    `  ${judgedBy(diff)}`,
  ].join("\n");
}

const runRow = (name: string, { name: lab, run, status, startedAt }: HistoryRun): string[] => [
  name,
  `${lab}/${run}`,
  status,
  utc(startedAt),
];

function figureRow({ title, unit, a, b, difference, relative }: FigureDifference): string[] {
  const said =
    difference === null
      ? a && b
        ? `not told: ${a.settings}, ${b.settings}`
        : "–"
      : signed(difference, unit);
  return [title, sideText(a, unit), sideText(b, unit), said, signedPercent(relative)];
}

/** `10.5 Gbit/s (n = 3)`. */
const sideText = (side: Side | null, unit: string): string =>
  side === null ? "no figure" : `${figureText(side.median, unit)} (n = ${side.n})`;

const failures = (name: string, { failed }: HistoryRun): string[] =>
  failed.map(({ probe, reason }) => oneLine(`${name}: ${probe} failed: ${reason}`));

/** What two runs of different times cannot say. */
function notJudged({ a, b }: RunDiff): string {
  const hardware = isSameHardware(a.hardware, b.hardware)
    ? ""
    : " They are of different hardware, so that their figures tell of that first.";
  return `These are medians of two runs at different times, and no judged comparison: what the machine did besides is in them as well.${hardware} To tell a difference from noise, measure in turns:`;
}

const judgedBy = ({ a, b }: RunDiff): string =>
  a.lab === b.lab ? `npx underlay gate ${b.lab} --against REF` : `npx underlay compare ${a.lab} ${b.lab}`;
