/** y ~ N^exponent, fitted by least squares to the logarithms. */
export interface Fit {
  readonly exponent: number;
  /** Coefficient of determination of the logarithms: 1 when all points lie on the line; null when all y are equal. */
  readonly r2: number | null;
}

/** Null where no slope is determined: points at fewer than two N. A point that is not above zero has no logarithm. */
export function fitPower(points: readonly { readonly n: number; readonly y: number }[]): Fit | null {
  const logs = points.filter(({ y }) => y > 0).map(({ n, y }) => ({ x: Math.log(n), y: Math.log(y) }));
  const [meanX, meanY] = [mean(logs.map(({ x }) => x)), mean(logs.map(({ y }) => y))];
  const sum = (product: (x: number, y: number) => number) =>
    logs.reduce((total, { x, y }) => total + product(x - meanX, y - meanY), 0);
  if (new Set(logs.map(({ x }) => x)).size < 2) return null;
  const [xx, xy, yy] = [sum((x) => x * x), sum((x, y) => x * y), sum((_, y) => y * y)];
  return { exponent: xy / xx, r2: yy === 0 ? null : (xy * xy) / (xx * yy) };
}

const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;
