import { z } from "zod";

/**
 * Counts of values in buckets that are each one percent wide, as HdrHistogram's are in principle: a tail far out is as exact as the
 * middle, and histograms of several samples add up.
 */
export const histogram = z
  .array(z.tuple([z.number(), z.number().int()]))
  .describe(
    "Buckets with values in them: the least value of each, and how many there are. The next begins 1 % above",
  );
export type Histogram = z.infer<typeof histogram>;

const growth = 1.01;

/** Bucket n begins at 1.01ⁿ, rounded as records have it. */
const edge = (bucket: number): number => Number((growth ** bucket).toPrecision(6));

/** Of values above zero. */
export const histogramOf = (values: readonly number[]): Histogram =>
  added(values.map((value) => [value, 1] as const));

/** One histogram of all. */
export const merged = (histograms: readonly Histogram[]): Histogram =>
  // The middle of a bucket is in it, however its edge was rounded.
  added(histograms.flat().map(([least, count]) => [least * Math.sqrt(growth), count] as const));

function added(counts: Iterable<readonly [number, number]>): Histogram {
  const buckets = new Map<number, number>();
  for (const [value, count] of counts) {
    const bucket = Math.floor(Math.log(value) / Math.log(growth));
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + count);
  }
  return [...buckets].sort(([a], [b]) => a - b).map(([bucket, count]) => [edge(bucket), count]);
}

export const countIn = (values: Histogram): number => values.reduce((sum, [, count]) => sum + count, 0);

/**
 * The value that a share of all are no greater than, e.g. 0.99 of them; within its bucket values are taken for evenly spread. Null for a
 * histogram without any.
 */
export function quantile(values: Histogram, share: number): number | null {
  const rank = share * countIn(values);
  let below = 0;
  for (const [least, count] of values) {
    if (below + count >= rank) return least * growth ** ((rank - below) / count);
    below += count;
  }
  return null;
}
