import { linearRegression, linearRegressionLine, rSquared } from "simple-statistics";

/** y ~ N^exponent, fitted by least squares to the logarithms. */
export interface Fit {
  readonly exponent: number;
  /** Coefficient of determination of the logarithms: 1 when all points lie on the line; null when all y are equal. */
  readonly r2: number | null;
}

interface Point {
  readonly n: number;
  readonly y: number;
}

/**
 * So many numbers of hosts an exponent takes: a line goes through any two, whatever the law. Each must have been measured
 * twice, because one sample does not tell how far samples are from each other.
 */
const leastSizes = 3;
const leastSamples = 2;

/** The condition in words, as part of a sentence. */
export const enough = "three numbers of hosts that were measured twice or more";

/** The numbers of hosts that count: those with samples enough. */
export const repeated = (sizes: readonly number[]): number[] =>
  [...new Set(sizes)].filter((n) => sizes.filter((other) => other === n).length >= leastSamples);

export const isEnough = (sizes: readonly number[]): boolean => repeated(sizes).length >= leastSizes;

/** Null where the points are too few to tell. Where one is not above zero, it has no logarithm, and its N does not count. */
export function fitPower(points: readonly Point[]): Fit | null {
  const counted = points.filter(({ n }) => points.every((other) => other.n !== n || other.y > 0));
  if (!isEnough(counted.map(({ n }) => n))) return null;
  const logs = counted.map(({ n, y }) => [Math.log(n), Math.log(y)]);
  const line = linearRegression(logs);
  const isLevel = logs.every(([, y]) => y === logs[0]?.[1]);
  return { exponent: line.m, r2: isLevel ? null : rSquared(logs, linearRegressionLine(line)) };
}
