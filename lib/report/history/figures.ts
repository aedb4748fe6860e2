import { percent } from "../../figures/format.ts";
import type { Change, Series } from "../../history/series.ts";
import { figureText } from "../comparison/figures.ts";

/** `+0.31 Gbit/s`, `−2.0 ms`, `none`. */
export function signed(difference: number, unit: string): string {
  if (difference === 0) return "none";
  return (difference > 0 ? "+" : "−") + figureText(Math.abs(difference), unit);
}

/** `+3.1 %`; empty where there is nothing that it is a part of. */
export const signedPercent = (relative: number | null): string =>
  relative === null || relative === 0 ? "" : `${relative > 0 ? "+" : "−"}${percent(Math.abs(relative))}`;

type Levels = Pick<Change, "before" | "after" | "spread">;
type About = Pick<Series, "better" | "unit">;

/**
 * True where three digits hardly tell the level before from the one after, and they differ by less than the figures spread: what changed is
 * how far these do.
 */
const isSameLevel = ({ before, after, spread }: Levels, { unit }: About): boolean =>
  (figureText(before, unit) === figureText(after, unit) || Math.abs(after / before - 1) < 0.005) &&
  Math.abs(after - before) <= Math.max(spread.before, spread.after);

/** `5.8 % worse`, `as large as before, spread more`; from none or to none there is no part. */
export function changeText(change: Levels, about: About): string {
  const { before, after } = change;
  if (isSameLevel(change, about)) return `as large as before, ${spreadText(change)}`;
  const word = after > before === (about.better === "more") ? "better" : "worse";
  if (before === 0) return word;
  const part = percent(Math.abs(after / before - 1));
  return `${part === percent(0) ? "less than 0.1 %" : part} ${word}`;
}

/** The same with the levels: `5.8 % worse, 10.4 Gbit/s before and 9.8 Gbit/s after`. */
export function changeWithLevels(change: Levels, about: About): string {
  const [before, after] = [change.before, change.after].map((level) => figureText(level, about.unit));
  return isSameLevel(change, about)
    ? `as large as before, ${after}, and ${spreadText(change)}`
    : `${changeText(change, about)}, ${before} before and ${after} after`;
}

function spreadText({ spread: { before, after } }: Levels): string {
  if (before === after) return "spread otherwise";
  return after > before ? "spread more" : "spread less";
}
