/** Figures as people read them: always with their unit, rounded to what the measurement can tell. */

const rateUnits = [
  { unit: "Gbit/s", size: 1e9 },
  { unit: "Mbit/s", size: 1e6 },
  { unit: "kbit/s", size: 1e3 },
  { unit: "bit/s", size: 1 },
] as const;

export type RateUnit = (typeof rateUnits)[number];

/** The unit in which `bitsPerSecond` has one to three digits before the point. */
export function rateUnit(bitsPerSecond: number): RateUnit {
  return rateUnits.find(({ size }) => bitsPerSecond >= size * 0.9995) ?? rateUnits[3];
}

/** 10481220000 -> `10.5 Gbit/s`. */
export function rate(bitsPerSecond: number): string {
  const { unit, size } = rateUnit(bitsPerSecond);
  return `${significant(bitsPerSecond / size)} ${unit}`;
}

/** Two rates in one unit, which the text beside them names: `10.2–10.7`. */
export const rateRange = (min: number, max: number, { size }: RateUnit): string =>
  `${significant(min / size)}–${significant(max / size)}`;

/** 0.1125 -> `0.113 ms`. */
export const milliseconds = (value: number): string => `${significant(value)} ms`;

/** 1204 -> `1,204`. */
export const count = (value: number): string => value.toLocaleString("en");

/** `1 stream`, `8 streams`. */
export const plural = (value: number, noun: string): string =>
  `${count(value)} ${noun}${value === 1 ? "" : "s"}`;

/** `2.5 %`; whole percents without a fraction. */
export const percent = (ratio: number): string => `${Number((ratio * 100).toFixed(1))} %`;

/** 16777216000 -> `15.6 GiB`. */
export const gibibytes = (bytes: number): string => `${significant(bytes / 2 ** 30)} GiB`;

/** `2026-03-02T09:15:04.112Z` -> `2026-03-02 09:15:04 UTC`. Text that is no date stays as it is. */
export function utc(instant: string): string {
  const time = new Date(instant);
  return Number.isNaN(time.getTime()) ? instant : `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** How long from one instant to another: `53 s`, `2 min 5 s`. Where the clock was set back in between, it does not tell. */
export function duration(from: string, to: string): string {
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  if (seconds < 0) return "an unknown time";
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** An argument array as one line that a POSIX shell reads back into the same arguments. */
export function shellLine(command: readonly string[]): string {
  return command
    .map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", `'\\''`)}'`))
    .join(" ");
}

/** What kernels count CPU time in: a hundredth of a second (USER_HZ, proc(5)). */
export const tick = 0.01;

/** Three significant digits for columns of figures, at most three after the point: 10.0, 1,235, 0.003. */
export const significant = (value: number): string => digits(value, 3);

/** Three significant digits with their unit. What these would show as 0 is told from nothing: `below 0.001 ms`. */
export const amount = (value: number, unit: string): string =>
  value > 0 && value < 0.001 ? `below 0.001 ${unit}` : `${significant(value)} ${unit}`;

/** Three significant digits for sentences, without zeros at the end: 10, 10.5, 1,235, 0.0034. */
export const rounded = (value: number): string => digits(value, 20).replace(/\.0+$|(\.\d*?)0+$/, "$1");

/** Three significant digits, never in exponent form, never a digit before the point dropped. */
function digits(value: number, mostAfterPoint: number): string {
  if (Math.abs(value) >= 99.95) return count(Math.round(value));
  if (value === 0) return "0";
  const number = Number(value.toPrecision(3));
  const afterPoint = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(number))));
  return number.toFixed(Math.min(mostAfterPoint, afterPoint));
}
