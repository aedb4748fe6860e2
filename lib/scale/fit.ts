import { linearRegression, linearRegressionLine, rSquared } from "simple-statistics";

/** y ~ N^exponent, fitted by least squares to the logarithms. */
export interface Fit {
  readonly exponent: number;
  /** Coefficient of determination of the logarithms: 1 when all points lie on the line; null when all y are equal. */
  readonly r2: number | null;
}

/** Null where no slope is determined: points at fewer than two N. A point that is not above zero has no logarithm. */
export function fitPower(points: readonly { readonly n: number; readonly y: number }[]): Fit | null {
  const logs = points.filter(({ y }) => y > 0).map(({ n, y }) => [Math.log(n), Math.log(y)]);
  const [first] = logs;
  if (first === undefined || logs.every(([x]) => x === first[0])) return null;
  const line = linearRegression(logs);
  const isLevel = logs.every(([, y]) => y === first[1]);
  return { exponent: line.m, r2: isLevel ? null : rSquared(logs, linearRegressionLine(line)) };
}
