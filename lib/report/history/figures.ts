import { percent } from "../../figures/format.ts";
import type { Series } from "../../history/series.ts";
import { figureText } from "../comparison/figures.ts";

/** `+0.31 Gbit/s`, `−2.0 ms`, `none`. */
export function signed(difference: number, unit: string): string {
  if (difference === 0) return "none";
  return (difference > 0 ? "+" : "−") + figureText(Math.abs(difference), unit);
}

/** `+3.1 %`; empty where there is nothing that it is a part of. */
export const signedPercent = (relative: number | null): string =>
  relative === null || relative === 0 ? "" : `${relative > 0 ? "+" : "−"}${percent(Math.abs(relative))}`;

/** `5.8 % worse`; from none or to none there is no part. */
export function changeText(before: number, after: number, { better }: Pick<Series, "better">): string {
  const word = after > before === (better === "more") ? "better" : "worse";
  return before === 0 ? word : `${percent(Math.abs(after / before - 1))} ${word}`;
}
