import { rounded, tick } from "../figures/format.ts";

/** CPU time; none at all is less than the kernel can count. */
export const seconds = (value: number): string =>
  value === 0 ? `none measurable (below ${tick} s)` : `${rounded(value)} s`;

/** Always in Gbit/s, so that two rates can be compared at a glance. */
export const gigabits = (bitsPerSecond: number): string => `${rounded(bitsPerSecond / 1e9)} Gbit/s`;

/** How many pairs n things make: cables between computers, sessions of a mesh. */
export const pairsFor = (n: number): number => (n * (n - 1)) / 2;
