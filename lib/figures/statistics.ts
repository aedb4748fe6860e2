import { z } from "zod";

/** What several samples of one measurement amount to. */
export const statistics = z.object({
  n: z.number().int().describe("Samples with a figure"),
  failed: z.number().int(),
  median: z.number().nullable(),
  mean: z.number().nullable(),
  standardDeviation: z.number().nullable().describe("Of the sample; null below two figures"),
  min: z.number().nullable(),
  max: z.number().nullable(),
});
export type Statistics = z.infer<typeof statistics>;

/**
 * Describes the samples of one measurement. `values` holds the figures that there are, `failed` counts
 * the samples that gave none: they are counted, and never enter a figure as a zero.
 */
export function describe(values: readonly number[], failed: number): Statistics {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    n: sorted.length,
    failed,
    median: median(sorted),
    mean: mean(sorted),
    standardDeviation: standardDeviation(sorted),
    min: sorted[0] ?? null,
    max: sorted.at(-1) ?? null,
  };
}

/** The middle value, or the mean of the two middle ones. */
function median(sorted: readonly number[]): number | null {
  const middle = sorted.length / 2;
  return mean(sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1));
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

/** Of a sample (divisor n - 1). Two passes, because the squares of bit rates would cost their last digits. */
function standardDeviation(values: readonly number[]): number | null {
  const centre = mean(values);
  if (centre === null || values.length < 2) return null;
  return Math.sqrt(sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
