import { fewestFigures, significance } from "../../figures/change-points.ts";
import { wrapped } from "../../figures/columns.ts";
import { percent, plural } from "../../figures/format.ts";
import type { Change, Part, Series } from "../../history/series.ts";
import { wholeHardwareText } from "../../results/hardware.ts";
import { changeWithLevels } from "./figures.ts";

/** `Throughput, 1 stream, samples of 3 s`. */
export const nameOf = ({ title, settings }: Series): string =>
  settings === "" ? title : `${title}, ${settings}`;

/** What is said of a series: its changes, or that there is none, or that nobody can tell. */
export function findingsOf(series: Series): string[] {
  const { points, changes } = series;
  if (points.length < fewestFigures)
    return [
      `${plural(points.length, "run")}: too few to tell a change from chance, which takes ${fewestFigures}.`,
    ];
  if (changes.length === 0) return [`No change of level in ${plural(points.length, "run")}.`];
  return changes.map((change) => changeSentence(series, change));
}

/** `From run 20261120T101500Z on: 5.8 % worse, 10.4 Gbit/s before and 9.8 Gbit/s after.`, and what else changed there. */
function changeSentence(series: Series, change: Change): string {
  const { at, differences } = change;
  const from = series.points[at]?.run.run ?? "";
  const beside = differences
    .map(({ what, a, b }) => `${what}: ${a ?? "not told"} → ${b ?? "not told"}`)
    .join("; ");
  return `From run ${from} on: ${changeWithLevels(change, series)}. ${beside === "" ? "Nothing else that runs record changed there." : `What else changed there: ${beside}.`}`;
}

/** How changes are found, in words. */
export const howFound = `A change is marked where the figures before and after it differ by more than random orders of the same figures do (E-divisive, energy distance, permutation test): without a change one is found in ${percent(significance)} of series at most. It takes ${fewestFigures} runs, half of them after the change; of 20 runs three. It says that figures changed, not why: the machine is in them as well as the lab. npx underlay gate judges a change of the lab alone.`;

/** A history for the terminal. */
export function trendText(parts: readonly Part[]): string {
  return [
    ...parts.flatMap(({ hardware, runs, series }) => [
      `${plural(runs.length, "run")} on ${wholeHardwareText(hardware)}`,
      ...(series.length === 0 ? ["  They have no figures."] : []),
      ...series.flatMap((each) => [
        ...wrapped(nameOf(each), "  "),
        ...findingsOf(each).flatMap((finding) => wrapped(finding, "    ")),
      ]),
      "",
    ]),
    ...wrapped(howFound, ""),
  ].join("\n");
}
