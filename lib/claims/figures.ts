/** Figures as claims quote them, always with their unit. */

/** 1204 -> `1,204`. */
export const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

/** `1 device`, `2 devices`. */
export const plural = (value: number, noun: string): string =>
  `${count(value)} ${noun}${value === 1 ? "" : "s"}`;

/** Three digits that count: 10.5, 1,240, 0.0034. */
export function rounded(value: number): string {
  const number = Number(value.toPrecision(3));
  return Number.isInteger(number) ? count(number) : String(number);
}

/** What the kernel counts CPU time in: a hundredth of a second (USER_HZ, proc(5)). */
export const tick = 0.01;

/** CPU time; none at all is less than the kernel can count. */
export const seconds = (value: number): string =>
  value === 0 ? `none measurable (below ${tick} s)` : `${rounded(value)} s`;

/** Always in Gbit/s, so that two rates can be compared at a glance. */
export const gigabits = (bitsPerSecond: number): string => `${rounded(bitsPerSecond / 1e9)} Gbit/s`;

/** How many pairs n things make: cables between computers, sessions of a mesh. */
export const pairsFor = (n: number): number => (n * (n - 1)) / 2;
